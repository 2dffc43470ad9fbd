#include "runtime/placement/isolation.hpp"

#include <algorithm>

namespace mesh {

isolation::isolation(const placement_config& cfg)
    : silence_(from_ms(cfg.silence_ms)),
      lease_(from_ms(cfg.silence_ms + cfg.rejoin_ms - cfg.margin_ms)),
      ask_(from_ms(cfg.ask_ms)) {}

void isolation::welcomed(time_point sent) {
  go_on_due_ = go_on_due_ || state_ == state::paused; // welcomed twice, goes on once
  reached_ = state_ == state::with_hub ? std::max(reached_, sent) : sent;
  state_ = state::with_hub;
  back_.reset();
  answers_.clear();
}

void isolation::heard_hub(time_point sent, time_point now) {
  if (hub_heard(now) == hears::no)
    heard_since_ = now;
  heard_ = now;
  if (state_ == state::with_hub)
    reached_ = std::max(reached_, sent);
  else if (state_ != state::apart && !back_)
    back_ = greet_at_ = now;
}

void isolation::answered(std::uint64_t round, const std::string& peer, hears what) {
  if (round == round_ && state_ != state::apart)
    answers_[peer] = {round, what};
}

isolation::step isolation::next(time_point now) {
  if (go_on_due_) {
    go_on_due_ = false;
    return step::go_on;
  }
  if (stood_still(now))
    answers_.clear(); // others may have begun since
  switch (state_) {
  case state::apart:
    return step::nothing;
  case state::with_hub:
    return with_hub(now);
  case state::alone:
    return alone(now);
  case state::paused:
    return greet(now);
  }
  return step::nothing;
}

isolation::step isolation::with_hub(time_point now) {
  if (now < reached_ + silence_)
    return step::nothing;
  if (now < reached_ + lease_)
    return ask(now);
  if (!hub_is_gone())
    return enter(state::paused, step::pause);
  return enter(state::alone, step::go_on);
}

isolation::step isolation::alone(time_point now) {
  // The hub hears others, so it may give away what is ours; or it hears us and has
  // had the time to say what is left to us.
  const bool patient = back_ && now < *back_ + 2 * ask_ && !stood_still(now);
  if (!patient && (back_ || somebody_hears_it() || (now >= ask_at_ && !hub_is_gone())))
    return enter(state::paused, step::pause);
  if (auto s = greet(now); s != step::nothing)
    return s;
  return ask(now);
}

isolation::step isolation::greet(time_point now) {
  if (!back_ || now < greet_at_)
    return step::nothing;
  greet_at_ = now + 2 * ask_;
  return step::greet;
}

isolation::step isolation::ask(time_point now) {
  if (peers_.empty() || now < ask_at_)
    return step::nothing;
  ask_at_ = now + ask_;
  ++round_;
  std::erase_if(answers_, [&](const auto& a) { return a.second.round + 1 < round_; });
  return step::ask_peers;
}

isolation::step isolation::enter(state s, step what) {
  state_ = s;
  return what;
}

/// Without the hub: the newest question is too old.
bool isolation::stood_still(time_point now) const {
  return !peers_.empty() && now >= ask_at_ + ask_;
}

bool isolation::somebody_hears_it() const {
  return std::ranges::any_of(answers_,
                             [](const auto& a) { return a.second.what == hears::yes; });
}

bool isolation::hub_is_gone() const {
  if (somebody_hears_it())
    return false;
  auto is_here = [](const auto& p) {
    return p.second;
  };
  const bool nobody_here = std::ranges::none_of(peers_, is_here);
  std::size_t asked = 0;
  std::size_t reached = 0;
  for (const auto& [peer, here] : peers_) {
    if (!here && !nobody_here)
      continue; // it has been away for long, and does not count
    ++asked;
    auto answer = answers_.find(peer);
    reached += answer != answers_.end() && answer->second.what == hears::no ? 1 : 0;
  }
  return 2 * reached >= asked;
}

void isolation::told(const peer_list& peers) {
  for (auto& [peer, here] : peers_)
    here = false;
  for (const auto& peer : peers.away)
    peers_[peer] = false;
  for (const auto& peer : peers.here)
    peers_[peer] = true;
}

std::vector<std::string> isolation::peers() const {
  std::vector<std::string> names;
  for (const auto& [peer, here] : peers_)
    names.push_back(peer);
  return names;
}

bool isolation::may_begin(time_point now) const {
  return state_ == state::with_hub && hub_heard(now) == hears::yes
         && now >= heard_since_ + 2 * ask_;
}

hears isolation::hub_heard(time_point now) const {
  return heard_ && now < *heard_ + silence_ * 3 / 4 ? hears::yes : hears::no;
}

} // namespace mesh
