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
    : strategy_(std::move(strategy)),
      settings_(settings),
      window_(settings.together),
      steps_(settings.start_timeout_ms, settings.kill_timeout_ms) {}

tl::expected<std::size_t, error> supervision::add_child(child_spec spec) {
  if (steps_.held() >= settings_.most_children)
    return tl::unexpected(error{errc::invalid_argument,
                                "no room for " + spec.name + ": a supervisor has "
                                    + std::to_string(settings_.most_children)
                                    + " children at most",
                                "supervision.children"});
  return steps_.add(
      {std::move(spec), restart_window(settings_.each), {}, {}, {}, false, 0, {}, {}, {}});
}

supervisor_actions supervision::start_all(time_point now) {
  if (steps_.working())
    steps_.queue_all();
  return steps_.take(now);
}

supervisor_actions supervision::start_child(std::size_t place, time_point now) {
  if (!steps_.holds(place) || !steps_.working())
    return {};
  auto& c = steps_.at(place);
  if (c.state == child_state::stopped || c.state == child_state::given_up) {
    c.window = restart_window(settings_.each);
    window_ = restart_window(settings_.together);
    c.in_a_row = 0;
    steps_.start(place, now);
  }
  return steps_.take(now);
}

supervisor_actions supervision::stop_child(std::size_t place, time_point now) {
  if (!steps_.holds(place))
    return {};
  steps_.cancel_start(place);
  steps_.halt(place, child_steps::purpose::stay, now);
  return steps_.take(now);
}

supervisor_actions supervision::remove_child(std::size_t place, time_point now) {
  if (!steps_.holds(place))
    return {};
  steps_.cancel_start(place);
  steps_.halt(place, child_steps::purpose::remove, now);
  return steps_.take(now);
}

supervisor_actions supervision::stop_all(time_point now) {
  if (steps_.working())
    steps_.begin_stop_all();
  return steps_.take(now);
}

supervisor_actions supervision::stop_all_at_once(time_point now) {
  if (steps_.working())
    steps_.begin_stop_all();
  steps_.stop_at_once(now);
  return steps_.take(now);
}

supervisor_actions supervision::child_started(std::size_t place, time_point now) {
  if (!steps_.holds(place) || steps_.at(place).state != child_state::starting)
    return {};
  steps_.started(place, now);
  return steps_.take(now);
}

supervisor_actions supervision::child_down(std::size_t place, exit_kind exit,
                                           std::string_view detail, time_point now,
                                           double random01) {
  if (!steps_.holds(place) || !is_up(steps_.at(place).state))
    return {};
  if (steps_.at(place).stopped_for == child_steps::purpose::none) {
    steps_.down(place);
    fail({place, exit, std::string(detail)}, now, random01);
  } else if (const auto failed = steps_.gone(place, now)) {
    fail(*failed, now, random01);
  }
  return steps_.take(now);
}

supervisor_actions supervision::child_unresponsive(std::size_t place, std::string_view detail,
                                                   time_point now) {
  if (!steps_.holds(place) || !is_up(steps_.at(place).state)
      || steps_.at(place).stopped_for != child_steps::purpose::none)
    return {};
  auto& c = steps_.at(place);
  c.stopped_for = child_steps::purpose::failure;
  c.exit = exit_kind::unresponsive;
  c.detail = detail;
  steps_.kill(place, now);
  return steps_.take(now);
}

supervisor_actions supervision::due(time_point now, double random01) {
  while (const auto place = steps_.take_due(now))
    if (const auto failed = steps_.overdue(*place, now))
      fail(*failed, now, random01);
  return steps_.take(now);
}

void supervision::fail(const child_steps::failure& failed, time_point now, double random01) {
  const auto place = failed.place;
  const auto& detail = failed.detail;
  auto& c = steps_.at(place);
  if (c.up_since && now - *c.up_since >= from_ms(settings_.each.within_ms))
    c.in_a_row = 0;
  ++c.in_a_row;
  const child_failure what{place,       steps_.places(), c.spec.name, c.spec.kind,
                           failed.exit, detail,          c.in_a_row};
  auto as_error = [&](errc code) {
    auto text = c.spec.name + " ended: " + std::string(to_string(failed.exit));
    return error{code, detail.empty() ? text : text + ", " + detail};
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
  auto& c = steps_.at(place);
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
  // A child that did not start was not healthy: it is never tried again at once.
  auto attempt = what.exit == exit_kind::failed_to_start ? std::max(2, c.in_a_row) : c.in_a_row;
  auto when = now + from_ms(settings_.delays.delay_ms(attempt, random01));
  if (members->size() > 1)
    return steps_.restart_group(place, *members, when, now);
  if (when > now)
    steps_.wait(place, when, false);
  else
    steps_.start(place, now);
}

tl::expected<std::vector<std::size_t>, error> supervision::affected(std::size_t place) const {
  const std::string name(strategy_->name());
  auto failed = [&](const std::string& text) {
    return tl::unexpected(error{errc::strategy_failed, name + text});
  };
  try {
    auto members = strategy_->affected(place, steps_.places());
    bool ascending =
        std::ranges::adjacent_find(members, std::greater_equal<>()) == members.end();
    if (ascending && std::ranges::binary_search(members, place)
        && members.back() < steps_.places())
      return members;
    return failed(" did not name, in order, the child that failed and others there are");
  } catch (const std::exception& e) {
    return failed(std::string(" threw: ") + e.what());
  } catch (...) {
    return failed(" threw no exception");
  }
}

void supervision::give_up(std::size_t place, error why) {
  steps_.at(place).state = child_state::given_up;
  steps_.act(action::give_up, place, {}, std::move(why));
}

void supervision::escalate(std::size_t place, error why) {
  if (settings_.top)
    return give_up(place, std::move(why));
  failure_ = why;
  steps_.act(action::escalate, place, {}, std::move(why));
  steps_.begin_stop_all();
}

} // namespace mesh
