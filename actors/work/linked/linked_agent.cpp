#include "actors/work/linked/linked_agent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "actors/work/linked/answer_times.hpp"
#include "actors/work/text.hpp"

namespace mesh {

linked_agent::linked_agent(agent_id id, clock now, linked_counts& counts)
    : id_(id),
      now_(std::move(now)),
      counts_(counts),
      name_(to_string(id)),
      away_since_(now_()) {}

std::optional<work_result> linked_agent::start(const job& what,
                                               const std::function<work_done()>& done) {
  const std::lock_guard lock(mutex_);
  const auto now = now_();
  forget_orphans(open_, now);
  if (auto before = take_up(open_, what, done, now); before.known)
    return std::move(before.result);
  std::erase_if(withdrawn_, [&](const auto& d) { return d.what.id == what.id; });
  if (!line_ || aside_)
    return work_result::failed(errc::agent_offline,
                               name_ + (line_ ? " takes no new work" : " has no link"));
  auto& d = open_[what.id];
  d.what = what;
  d.done = done();
  d.until = now + what.time_left;
  d.attempt = what.attempt;
  deliver(d, now);
  return std::nullopt;
}

void linked_agent::deliver(delivery& d, time_point now) {
  d.sent_at = now;
  ++counts_.delivered;
  line_->deliver(name_, d.what, d.until - now, d.attempt);
}

void linked_agent::withdraw(message_id what) {
  const std::lock_guard lock(mutex_);
  auto found = open_.extract(what);
  if (!found)
    return;
  ++counts_.withdrawn;
  if (!line_)
    return;
  line_->withdraw(name_, what);
  keep_withdrawn(std::move(found.mapped()));
}

void linked_agent::keep_withdrawn(delivery d) {
  constexpr std::size_t most = 4;
  if (d.done && !d.result)
    withdrawn_.push_back(std::move(d));
  if (withdrawn_.size() > most)
    withdrawn_.pop_front();
}

void linked_agent::orphan() {
  const std::lock_guard lock(mutex_);
  mesh::orphan(open_);
  withdrawn_.clear();
  presence_changed_ = nullptr;
}

bool linked_agent::present() const {
  const std::lock_guard lock(mutex_);
  return line_ && !aside_;
}

double linked_agent::round_trip_ms() const {
  const std::lock_guard lock(mutex_);
  return line_ ? line_->round_trip_ms() : 0;
}

double linked_agent::take_round_trip_ms() {
  const std::lock_guard lock(mutex_);
  const auto measured = line_ ? line_->round_trips() : taken_;
  return std::exchange(taken_, measured) == measured ? 0 : line_->round_trip_ms();
}

void linked_agent::watch_presence(std::function<void()> changed) {
  const std::lock_guard lock(mutex_);
  presence_changed_ = std::move(changed);
}

/// Not under the lock.
void linked_agent::tell_presence() {
  std::function<void()> tell;
  {
    const std::lock_guard lock(mutex_);
    tell = presence_changed_;
  }
  if (tell)
    tell();
}

void linked_agent::pause(bool frozen) {
  const std::lock_guard lock(mutex_);
  frozen_ = frozen;
  if (line_)
    line_->pause(name_, frozen);
}

bool linked_agent::frozen() const {
  const std::lock_guard lock(mutex_);
  return frozen_;
}

void linked_agent::attach(std::shared_ptr<agent_line> line, const std::string& name,
                          const std::string& instance) {
  ended all;
  {
    const std::lock_guard lock(mutex_);
    name_ = name;
    if (instance.empty() || instance != instance_)
      all = fail_open(name_ + " was started anew", true);
    instance_ = instance;
    line_ = std::move(line);
    taken_ = 0;
    withdrawn_.clear();
    aside_ = false;
    const auto now = now_();
    forget_orphans(open_, now);
    for (auto& [id, d] : open_) {
      if (d.result || d.until < now)
        continue;
      if (d.attempt < std::numeric_limits<std::uint8_t>::max())
        ++d.attempt;
      ++counts_.delivered_again;
      deliver(d, now);
    }
  }
  for (auto& [done, result] : all)
    done(std::move(result));
  tell_presence();
}

void linked_agent::detach(const agent_line* line) {
  {
    const std::lock_guard lock(mutex_);
    if (line_.get() != line)
      return; // it is on another one already
    line_ = nullptr;
    away_since_ = now_();
  }
  tell_presence();
}

void linked_agent::step_aside(bool aside) {
  {
    const std::lock_guard lock(mutex_);
    if (aside_ == aside)
      return;
    aside_ = aside;
  }
  tell_presence();
}

linked_agent::ended linked_agent::fail_open(const std::string& why, bool only_acts) {
  ended all;
  std::erase_if(open_, [&](auto& entry) {
    auto& d = entry.second;
    const auto acts = d.what.verb == to_string(verb::act);
    if (d.result || (only_acts && !acts))
      return !only_acts;
    ++counts_.given_up;
    if (d.done)
      all.emplace_back(
          std::move(d.done),
          acts ? work_result::failed(errc::unknown, why + "; it may have acted already")
               : work_result::failed(errc::agent_offline, why));
    return true;
  });
  return all;
}

void linked_agent::leave(const agent_line* line) {
  ended all;
  {
    const std::lock_guard lock(mutex_);
    if (line_.get() != line)
      return;
    line_ = nullptr;
    away_since_ = now_();
    all = fail_open(name_ + " has said goodbye");
  }
  for (auto& [done, result] : all)
    done(std::move(result));
  tell_presence();
}

bool linked_agent::answer(message_id what, work_result result, double processing_ms) {
  work_done done;
  auto asked = true;
  {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(what);
    asked = found != open_.end() && !found->second.result;
    if (asked) {
      ++counts_.answered;
      result = measured(found->second, std::move(result), processing_ms);
      done = end_job(open_, found, result);
      if (!done)
        return true;
    } else {
      ++counts_.not_asked;
      auto late = take_withdrawn(what);
      if (!late)
        return false;
      result = measured(*late, std::move(result), processing_ms);
      done = std::move(late->done);
    }
  }
  done(std::move(result));
  return asked;
}

/// With where its time was spent.
work_result linked_agent::measured(const delivery& d, work_result result,
                                   double processing_ms) {
  const auto link_ms = line_ ? line_->round_trip_ms() : 0;
  const auto times = split_answer_time(to_ms(now_() - d.sent_at), processing_ms, link_ms);
  if (!times.believed)
    ++counts_.implausible_times;
  result.processing_ms = static_cast<float>(times.processing_ms);
  result.round_trip_ms = static_cast<float>(times.round_trip_ms);
  return result;
}

/// Its answer has crossed the withdrawal. The actor has given up this work, and only learns.
std::optional<linked_agent::delivery> linked_agent::take_withdrawn(message_id what) {
  const auto found =
      std::ranges::find_if(withdrawn_, [&](const auto& d) { return d.what.id == what; });
  if (found == withdrawn_.end())
    return std::nullopt;
  auto d = std::move(*found);
  withdrawn_.erase(found);
  return d;
}

void linked_agent::progress(message_id what, double share, const std::string& note) {
  constexpr std::size_t longest_note = 200; // bytes
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(what);
  if (found == open_.end())
    return;
  found->second.share = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
  found->second.note = printable(note, longest_note);
}

bool linked_agent::give_up_if_away(duration longest) {
  ended all;
  {
    const std::lock_guard lock(mutex_);
    if (line_ || open_.empty() || now_() - away_since_ < longest)
      return false;
    all = fail_open(name_ + " has lost its link");
  }
  for (auto& [done, result] : all)
    done(std::move(result));
  return true;
}

std::string linked_agent::name() const {
  const std::lock_guard lock(mutex_);
  return name_;
}

std::vector<linked_agent::open_delivery> linked_agent::open_deliveries() const {
  const std::lock_guard lock(mutex_);
  std::vector<open_delivery> all;
  const auto now = now_();
  for (const auto& [id, d] : open_)
    if (!d.result)
      all.push_back({id, now - d.sent_at, d.attempt, d.share, d.note});
  return all;
}

std::size_t linked_agent::open() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

} // namespace mesh
