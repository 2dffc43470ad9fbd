#include "supervisors/supervision.hpp"

#include <algorithm>
#include <exception>

#include "config/protection.hpp"

namespace mesh {

using action = supervisor_action::kind;

supervision_settings supervision_settings::of(const supervision_config& cfg,
                                              const restart_budget_config& level) {
  return {{level.child_restarts, level.within_ms},
          {level.restarts, level.within_ms},
          backoff_of(cfg),
          cfg.start_timeout_ms,
          cfg.stop_timeout_ms,
          static_cast<std::size_t>(cfg.children)};
}

supervision::supervision(strategy_ptr strategy, const supervision_settings& settings)
    : strategy_(std::move(strategy)), settings_(settings), window_(settings.together) {}

tl::expected<std::size_t, error> supervision::add_child(child_spec spec) {
  if (children_.size() - free_.size() >= settings_.most_children)
    return tl::unexpected(error{errc::invalid_argument,
                                "no room for " + spec.name + ": a supervisor has "
                                    + std::to_string(settings_.most_children)
                                    + " children at most",
                                "supervision.children"});
  child added{
      std::move(spec), restart_window(settings_.each), {}, {}, {}, false, 0, {}, {}, {}};
  if (free_.empty()) {
    children_.push_back(std::move(added));
    return children_.size() - 1;
  }
  auto place = free_.back();
  free_.pop_back();
  at(place) = std::move(added);
  return place;
}

supervisor_actions supervision::start_all(time_point now) {
  if (phase_ == phase::working)
    for (std::size_t i = 0; i < children_.size(); ++i)
      if (auto& c = at(i); c.state == child_state::stopped) {
        c.state = child_state::queued;
        to_start_.insert(i);
      }
  return take(now);
}

supervisor_actions supervision::start_child(std::size_t place, time_point now) {
  if (!holds(place) || phase_ != phase::working)
    return {};
  auto& c = at(place);
  if (c.state == child_state::stopped || c.state == child_state::given_up) {
    c.window = restart_window(settings_.each);
    window_ = restart_window(settings_.together);
    c.in_a_row = 0;
    start(place, now);
  }
  return take(now);
}

supervisor_actions supervision::stop_child(std::size_t place, time_point now) {
  if (!holds(place))
    return {};
  cancel_start(place);
  halt(place, purpose::stay, now);
  return take(now);
}

supervisor_actions supervision::remove_child(std::size_t place, time_point now) {
  if (!holds(place))
    return {};
  cancel_start(place);
  halt(place, purpose::remove, now);
  return take(now);
}

supervisor_actions supervision::stop_all(time_point now) {
  if (phase_ == phase::working)
    begin_stop_all();
  return take(now);
}

supervisor_actions supervision::stop_all_at_once(time_point now) {
  if (phase_ == phase::working)
    begin_stop_all();
  for (auto places = std::exchange(to_stop_, {}); auto place : places)
    if (is_up(at(place).state))
      halt(place, at(place).stopped_for, now);
  return take(now);
}

supervisor_actions supervision::child_started(std::size_t place, time_point now) {
  if (!holds(place) || at(place).state != child_state::starting)
    return {};
  auto& c = at(place);
  clear_timer(place);
  c.state = child_state::running;
  c.up_since = now;
  if (starting_now_ == place)
    starting_now_.reset();
  return take(now);
}

supervisor_actions supervision::child_down(std::size_t place, exit_kind exit,
                                           std::string_view detail, time_point now,
                                           double random01) {
  if (!holds(place) || !is_up(at(place).state))
    return {};
  if (at(place).stopped_for == purpose::none) {
    down(place);
    fail(place, exit, detail, now, random01);
  } else {
    gone(place, now, random01);
  }
  return take(now);
}

supervisor_actions supervision::child_unresponsive(std::size_t place, std::string_view detail,
                                                   time_point now) {
  if (!holds(place) || !is_up(at(place).state) || at(place).stopped_for != purpose::none)
    return {};
  auto& c = at(place);
  c.stopped_for = purpose::failure;
  c.exit = exit_kind::unresponsive;
  c.detail = detail;
  kill(place, now);
  return take(now);
}

supervisor_actions supervision::due(time_point now, double random01) {
  while (!timers_.empty() && timers_.begin()->first <= now) {
    auto place = timers_.begin()->second;
    clear_timer(place);
    overdue(place, now, random01);
  }
  return take(now);
}

void supervision::fail(std::size_t place, exit_kind exit, std::string_view detail,
                       time_point now, double random01) {
  auto& c = at(place);
  if (c.up_since && now - *c.up_since >= from_ms(settings_.each.within_ms))
    c.in_a_row = 0;
  ++c.in_a_row;
  const child_failure what{place, children_.size(), c.spec.name, c.spec.kind,
                           exit,  detail,           c.in_a_row};
  auto as_error = [&](errc code) {
    auto text = c.spec.name + " ended: " + std::string(to_string(exit));
    return error{code, detail.empty() ? text : text + ", " + std::string(detail)};
  };
  auto answer = verdict::escalate;
  auto why = as_error(errc::agent_down);
  try {
    answer = strategy_->decide(what);
  } catch (const std::exception& e) {
    why = {errc::strategy_failed, std::string(strategy_->name()) + " threw: " + e.what()};
  } catch (...) {
    why = {errc::strategy_failed, std::string(strategy_->name()) + " threw no exception"};
  }
  if (answer == verdict::restart)
    restart(place, what, now, random01);
  else if (answer == verdict::give_up)
    give_up(place, std::move(why));
  else if (answer == verdict::escalate)
    escalate(place, std::move(why));
}

namespace {

error spent(const child_failure& what, const restart_budget& budget, std::string_view whose) {
  auto last = std::string(what.name) + " " + std::string(to_string(what.exit));
  if (!what.detail.empty())
    last += ", " + std::string(what.detail);
  return {errc::restart_budget_spent,
          std::string(whose) + " used up " + std::to_string(budget.restarts)
              + " restarts within " + std::to_string(static_cast<long long>(budget.within_ms))
              + " ms; the last: " + last,
          "find out why it fails, then heal it"};
}

} // namespace

void supervision::restart(std::size_t place, const child_failure& what, time_point now,
                          double random01) {
  auto& c = at(place);
  if (!c.window.has_room(now)) {
    auto why = spent(what, settings_.each, c.spec.name);
    return c.spec.essential ? escalate(place, std::move(why)) : give_up(place, std::move(why));
  }
  if (!window_.has_room(now))
    return escalate(place, spent(what, settings_.together, "all children together"));
  auto members = affected(place);
  if (!members)
    return escalate(place, members.error());
  c.window.spend(now);
  window_.spend(now);
  ++restarts_;
  // What did not even start was not healthy: it is never tried again at once.
  auto attempt = what.exit == exit_kind::failed_to_start ? std::max(2, c.in_a_row) : c.in_a_row;
  auto when = now + from_ms(settings_.delays.delay_ms(attempt, random01));
  if (members->size() > 1)
    return restart_group(place, *members, when, now);
  if (when > now)
    wait(place, when, false);
  else
    start(place, now);
}

tl::expected<std::vector<std::size_t>, error> supervision::affected(std::size_t place) const {
  const std::string name(strategy_->name());
  auto failed = [&](const std::string& text) {
    return tl::unexpected(error{errc::strategy_failed, name + text});
  };
  try {
    auto members = strategy_->affected(place, children_.size());
    bool ascending =
        std::ranges::adjacent_find(members, std::greater_equal<>()) == members.end();
    if (ascending && std::ranges::binary_search(members, place)
        && members.back() < children_.size())
      return members;
    return failed(" did not name, in order, the child that failed and others there are");
  } catch (const std::exception& e) {
    return failed(std::string(" threw: ") + e.what());
  } catch (...) {
    return failed(" threw no exception");
  }
}

void supervision::restart_group(std::size_t failed, const std::vector<std::size_t>& members,
                                time_point when, time_point now) {
  if (!group_.empty()) // another failure while the first one's siblings are stopped
    when = std::max(when, group_at_);
  at(failed).state = child_state::queued;
  for (auto member : members)
    join_group(member, when);
  group_at_ = when;
  if (when > now)
    act(action::start_later, failed, when);
}

void supervision::give_up(std::size_t place, error why) {
  at(place).state = child_state::given_up;
  act(action::give_up, place, {}, std::move(why));
}

void supervision::escalate(std::size_t place, error why) {
  if (settings_.top)
    return give_up(place, std::move(why));
  failure_ = why;
  act(action::escalate, place, {}, std::move(why));
  begin_stop_all();
}

} // namespace mesh
