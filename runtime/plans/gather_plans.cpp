#include "runtime/plans/gather_plans.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

namespace {

constexpr std::uint64_t furthest_ms = std::uint64_t{31} * 24 * 3'600'000;
constexpr std::uint64_t longest_wait_ms = 60'000; // for hosts that are not back yet
constexpr std::size_t most_plans = 1'000;         // that are not over
constexpr std::size_t most_over = 1'000;          // that are remembered

/// Nobody can be asked after this, and nothing counts.
std::uint64_t last_ms(const planned_gather& what) {
  return what.at_ms + static_cast<std::uint64_t>(what.window_ms.value_or(0));
}

/// The one who worked on it went down, or had no room: it can be asked again.
bool may_be_asked_again(errc failure) {
  return failure == errc::unknown || failure == errc::agent_down
         || failure == errc::too_many_in_flight;
}

std::optional<error> wrong_moment(std::uint64_t at_ms, std::uint64_t now) {
  if (at_ms <= now)
    return error{errc::invalid_argument, "that moment has passed",
                 "name one that lies ahead; times without an offset are UTC"};
  if (at_ms > now + furthest_ms)
    return error{errc::invalid_argument, "that moment is more than 31 days ahead",
                 "plan it later"};
  return std::nullopt;
}

} // namespace

tl::expected<void, error> gather_plans::restore(std::string_view line) {
  auto what = decode_plan(line);
  if (!what)
    return tl::unexpected(what.error());
  if (what->state == plan_state::running) {
    what->state = plan_state::waiting;
    what->asked_before = true;
  }
  const std::lock_guard lock(mutex_);
  const auto number = what->number;
  last_number_ = std::max(last_number_, number);
  all_.insert_or_assign(number, *std::move(what));
  return {};
}

void gather_plans::keep(const planned_gather& what, const planned& then) {
  if (keeper_ == nullptr)
    return then(what);
  keeper_->keep(encode_plan(what), [what, then](const tl::expected<void, error>& written) {
    written ? then(what) : then(tl::unexpected(written.error()));
  });
}

void gather_plans::plan(planned_gather what, const planned& then) {
  const auto now = mesh_.now_ms();
  if (auto wrong = wrong_moment(what.at_ms, now))
    return then(tl::unexpected(*wrong));
  {
    const std::lock_guard lock(mutex_);
    const auto open =
        std::ranges::count_if(all_, [](const auto& p) { return !p.second.over(); });
    if (static_cast<std::size_t>(open) >= most_plans)
      return then(tl::unexpected(error{errc::too_many_in_flight,
                                       std::to_string(open) + " gathers are planned already",
                                       "wait for some to end, or 'plan cancel' them"}));
    what.number = ++last_number_;
  }
  what.planned_ms = now;
  what.state = plan_state::waiting;
  keep(what, [this, then](const tl::expected<planned_gather, error>& kept) {
    if (kept) {
      const std::lock_guard lock(mutex_);
      all_.insert_or_assign(kept->number, *kept);
    }
    then(kept);
  });
}

void gather_plans::end(planned_gather what, plan_state how, const planned& then) {
  what.state = how;
  what.ended_ms = mesh_.now_ms();
  keep(what, [this, what, then](const tl::expected<planned_gather, error>& kept) {
    {
      // Also when the disk has refused it: after a restart it is looked at again.
      const std::lock_guard lock(mutex_);
      all_.insert_or_assign(what.number, what);
      auto over = std::ranges::count_if(all_, [](const auto& p) { return p.second.over(); });
      for (auto i = all_.begin(); static_cast<std::size_t>(over) > most_over;)
        if (i->second.over() && --over >= 0)
          i = all_.erase(i);
        else
          ++i;
    }
    then(kept);
  });
}

void gather_plans::cancel(std::uint64_t number, const planned& then) {
  const auto found = find(number);
  if (!found)
    return then(tl::unexpected(
        error{errc::unknown_target, "there is no " + plan_name(number), "see 'plan list'"}));
  if (found->over())
    return then(tl::unexpected(
        error{errc::invalid_argument,
              found->name() + " is over: it is " + std::string(to_string(found->state)),
              {}}));
  const auto running = found->state == plan_state::running;
  end(*found, plan_state::cancelled, then);
  if (running)
    mesh_.cancel(number);
}

void gather_plans::tick() {
  const auto now = mesh_.now_ms();
  for (const auto& what : all()) {
    if (what.state != plan_state::waiting)
      continue;
    if (now > last_ms(what)) {
      auto over = what;
      over.outcome = mesh_.look_back(what);
      end(std::move(over), plan_state::missed, [](const auto&) {});
    } else if (static_cast<double>(what.at_ms) - mesh_.lead_ms(what)
               <= static_cast<double>(now)) {
      if (!waits_for_hosts(what, now))
        begin(what, now);
    }
  }
}

bool gather_plans::waits_for_hosts(const planned_gather& what, std::uint64_t now) {
  const auto known = mesh_.all_known(what);
  const std::lock_guard lock(mutex_);
  const auto since = due_since_ms_.try_emplace(what.number, now).first;
  if (!known && now - since->second < longest_wait_ms)
    return true;
  due_since_ms_.erase(since);
  return false;
}

void gather_plans::begin(const planned_gather& what, std::uint64_t now) {
  auto running = what;
  running.state = plan_state::running;
  {
    const std::lock_guard lock(mutex_);
    all_.insert_or_assign(what.number, running);
  }
  keep(running, [](const auto&) {});
  const auto horizon_ms = static_cast<double>(what.at_ms - std::min(what.at_ms, now));
  const auto asked = mesh_.begin(
      what.request(horizon_ms),
      [this, number = what.number](const scatter_result& result) { ended(number, result); });
  if (asked)
    return;
  const std::lock_guard lock(mutex_);
  all_.insert_or_assign(what.number, what); // at the next tick
}

void gather_plans::ended(std::uint64_t number, const scatter_result& result) {
  auto what = find(number);
  if (!what || what->state != plan_state::running)
    return; // cancelled
  if (may_be_asked_again(result.failure.code) && mesh_.now_ms() <= last_ms(*what)) {
    what->state = plan_state::waiting;
    what->asked_before = true;
    const std::lock_guard lock(mutex_);
    all_.insert_or_assign(number, *what);
    return;
  }
  what->outcome = outcome_of(result);
  end(*std::move(what), plan_state::ended, [](const auto&) {});
}

std::vector<planned_gather> gather_plans::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<planned_gather> copies;
  copies.reserve(all_.size());
  for (const auto& [number, what] : all_)
    copies.push_back(what);
  return copies;
}

std::optional<planned_gather> gather_plans::find(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(number);
  return found == all_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace mesh
