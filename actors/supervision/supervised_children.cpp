#include "actors/supervision/supervised_children.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <spdlog/spdlog.h>

namespace mesh {

namespace {

constexpr std::uint64_t seed_factor = 1'000'003; // any odd one: neighbours differ

} // namespace

void supervised_children::begin(caf::scheduled_actor* self, const surroundings& around,
                                scope where, strategy_ptr strategy,
                                const restart_budget_config& level, callbacks what) {
  self_ = self;
  around_ = &around;
  where_ = where;
  what_ = std::move(what);
  auto settings = supervision_settings::of(around.cfg.supervision, level);
  settings.top = where.kind() == scope::level::all;
  engine_.emplace(std::move(strategy), settings);
  auto id = where.agent().packed() + 1 + static_cast<std::uint32_t>(where.kind());
  random_ = random_source(around.cfg.simulation.seed * seed_factor + id);
  self->set_down_handler([this](const caf::down_msg& d) { down(d); });
  self->set_exit_handler([this](const caf::exit_msg&) { stop_all(); });
}

supervised_children::~supervised_children() {
  for (const auto& child : handles_)
    if (child)
      caf::anon_send_exit(child, caf::exit_reason::kill);
}

time_point supervised_children::now() const {
  return self_->clock().now();
}

std::size_t supervised_children::add(child_spec spec) {
  auto place = engine_->add_child(std::move(spec));
  if (!place) // more than the configuration allows: its validation has missed it
    throw std::length_error(to_string(place.error()));
  handles_.resize(std::max(handles_.size(), *place + 1));
  return *place;
}

void supervised_children::start_all() {
  apply(engine_->start_all(now()));
}

void supervised_children::start_one(std::size_t place) {
  apply(engine_->start_child(place, now()));
}

void supervised_children::remove(std::size_t place) {
  if (engine_->state(place) == child_state::given_up)
    --around_->counters.given_up;
  apply(engine_->remove_child(place, now()));
}

void supervised_children::down(const caf::down_msg& what) {
  auto found = place_of_.find(what.source.id());
  if (found == place_of_.end())
    return; // abandoned
  auto place = found->second;
  place_of_.erase(found);
  handles_[place] = nullptr;
  auto how = end_of(what.reason, self_->home_system());
  if (is_failure(how.kind)) // agents come and go, and may do so by the thousand
    spdlog::log(engine_->spec(place).essential ? spdlog::level::warn : spdlog::level::info,
                "{} went down: {}", engine_->spec(place).name, how.detail);
  if (what_.down && !around_->ending())
    what_.down(place, how);
  apply(engine_->child_down(place, how.kind, how.detail, now(), random_.uniform()));
}

void supervised_children::due() {
  wake_.reset();
  apply(engine_->due(now(), random_.uniform()));
}

void supervised_children::unresponsive(std::size_t place, std::string_view seen) {
  if (place < size() && engine_->state(place) == child_state::running)
    apply(engine_->child_unresponsive(place, seen, now()));
}

void supervised_children::unresponsive(std::size_t place, heal_report& report) {
  if (place >= size() || engine_->state(place) != child_state::running)
    return;
  report.lines.push_back(engine_->spec(place).name + ": replaced, it did not answer");
  unresponsive(place, "did not answer the order to heal");
}

void supervised_children::heal(std::size_t place, heal_report& report) {
  auto state = engine_->state(place);
  if (state != child_state::given_up && state != child_state::waiting)
    return;
  if (state == child_state::given_up)
    --around_->counters.given_up;
  apply(engine_->start_child(place, now()));
  report.lines.push_back(engine_->spec(place).name + ": restarted");
}

void supervised_children::stop_all() {
  apply(around_->ending() ? engine_->stop_all_at_once(now()) : engine_->stop_all(now()));
}

/// The consequences of an action come after those that were decided before it.
void supervised_children::apply(supervisor_actions actions) {
  std::move(actions.begin(), actions.end(), std::back_inserter(to_do_));
  if (std::exchange(applying_, true))
    return;
  while (!to_do_.empty()) {
    auto next = std::move(to_do_.front());
    to_do_.pop_front();
    apply_one(next);
  }
  applying_ = false;
  wake_when_due();
}

void supervised_children::apply_one(const supervisor_action& action) {
  using kind = supervisor_action::kind;
  const auto& name = action.child < size() ? engine_->spec(action.child).name : std::string{};
  switch (action.what) {
  case kind::start:
    return start(action.child);
  case kind::start_later:
    return;
  case kind::stop:
    return self_->send_exit(handles_[action.child], caf::exit_reason::user_shutdown);
  case kind::kill:
    return self_->send_exit(handles_[action.child], caf::exit_reason::kill);
  case kind::abandon:
    return forget(action.child);
  case kind::give_up:
    spdlog::error("{} is given up: {}", name, to_string(action.why));
    ++around_->counters.given_up;
    if (what_.gone)
      what_.gone(action.child, action.why);
    return;
  case kind::escalate:
    spdlog::error("the supervisor of {} ends: {}", to_string(where_), to_string(action.why));
    ++around_->counters.escalations;
    return;
  case kind::finished: {
    const auto& why = engine_->failure();
    for (std::size_t i = 0; i < size(); ++i) // they end with this supervisor
      around_->counters.given_up -= engine_->state(i) == child_state::given_up ? 1 : 0;
    return self_->quit(why.code == errc::none ? caf::error{caf::exit_reason::user_shutdown}
                                              : exit_error(why));
  }
  }
}

void supervised_children::start(std::size_t place) {
  try {
    handles_[place] = what_.start(place);
  } catch (const std::exception& e) {
    spdlog::error("{} cannot be started: {}", engine_->spec(place).name, e.what());
    return apply(engine_->child_down(place, exit_kind::failed_to_start, e.what(), now(),
                                     random_.uniform()));
  }
  const auto& child = handles_[place];
  place_of_.emplace(child.id(), place);
  self_->monitor(child);
  if (what_.up)
    what_.up(place);
  apply(engine_->child_started(place, now()));
}

void supervised_children::forget(std::size_t place) {
  if (!handles_[place])
    return;
  self_->demonitor(handles_[place].address());
  place_of_.erase(handles_[place].id());
  handles_[place] = nullptr;
  if (what_.down)
    what_.down(place, {exit_kind::killed, "did not end when it was killed"});
}

void supervised_children::wake_when_due() {
  auto next = engine_->next_due();
  if (!next || (wake_ && *wake_ <= *next))
    return;
  wake_ = next;
  around_->timers.at(*next, caf::actor_cast<caf::actor>(self_), supervisor_tick{});
}

} // namespace mesh
