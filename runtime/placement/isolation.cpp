#include "runtime/placement/isolation.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

isolation::isolation(const placement_config& cfg)
    : silence_(from_ms(cfg.silence_ms)),
      lease_(from_ms(cfg.silence_ms + cfg.rejoin_ms - cfg.margin_ms)),
      ask_(from_ms(cfg.ask_ms)),
      grace_(grace(cfg)),
      says_yes_(says_yes(cfg)) {}

void isolation::welcomed(time_point sent) {
  go_on_due_ = go_on_due_ || state_ == state::paused; // welcomed twice, goes on once
  reached_ = state_ == state::with_hub ? std::max(reached_, sent) : sent;
  state_ = state::with_hub;
  back_ = false;
  answers_.clear();
}

void isolation::heard_hub(std::optional<time_point> sent, time_point now) {
  heard_ = now;
  if (state_ == state::with_hub)
    reached_ = std::max(reached_, sent.value_or(reached_));
  else if (state_ != state::detached && !std::exchange(back_, true))
    greet_at_ = now;
}

void isolation::answered(std::uint64_t round, const std::string& peer, hears what) {
  if (round == round_ && state_ != state::detached)
    answers_[peer] = {round, what};
}

isolation::step isolation::next(time_point now) {
  if (stood_still(now))
    answers_.clear(); // others may have begun since
  if (std::exchange(go_on_due_, false)) {
    if (now < reached_ + lease_)
      return step::go_on;
    state_ = state::paused; // it was welcomed too long ago
  }
  switch (state_) {
  case state::detached:
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
  majority_at_ = now;
  return enter(state::alone, step::go_on);
}

/// A majority that is lost may only be on its way back to the hub, as we are.
isolation::step isolation::alone(time_point now) {
  if (hub_is_gone())
    majority_at_ = now;
  if (now >= majority_at_ + grace_)
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

bool isolation::hub_is_gone() const {
  auto is_deaf = [&](const std::string& peer) {
    auto answer = answers_.find(peer);
    return answer != answers_.end() && answer->second.what == hears::no;
  };
  const auto deaf = static_cast<std::size_t>(std::ranges::count_if(peers_, is_deaf));
  return is_majority(deaf + 1, peers_.size() + 1);
}

void isolation::told(const std::vector<std::string>& peers) {
  peers_ = peers;
}

hears isolation::hub_heard(time_point now) const {
  if (heard_ && now < *heard_ + says_yes_)
    return hears::yes;
  return state_ == state::detached ? hears::unreachable : hears::no;
}

} // namespace mesh
