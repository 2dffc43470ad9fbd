// All ready at the same moment: gather, cascade; and the simulated world.
#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_kind(command& into, std::string_view text) {
  constexpr cascade_kind kinds[] = {cascade_kind::wave, cascade_kind::parallel,
                                    cascade_kind::priority_first};
  auto index = read_choice(text, {"wave", "parallel", "priority_first"}, "kind of cascade");
  if (!index)
    return index.error();
  std::get<cascade_command>(into).kind = kinds[*index];
  return std::nullopt;
}

std::optional<value_problem> check_changes(const command& what) {
  const auto& simulate = std::get<simulate_command>(what);
  if (simulate.latency_ms || simulate.processing_ms || simulate.jitter || simulate.heavy_tail
      || simulate.conflict)
    return std::nullopt;
  return value_problem{"nothing is changed",
                       "at least one of latency=, processing=, jitter=, tail=, conflict=",
                       {}};
}

template <auto Member>
option_spec change(std::string_view name, std::string_view help) {
  return {name,
          "DURATION|xN",
          help,
          value_kind::other,
          assign<Member, read_change>,
          spelling::setting};
}
template <auto Member>
option_spec share(std::string_view name, std::string_view help) {
  return {
      name, "PERCENT", help, value_kind::other, assign<Member, read_ratio>, spelling::setting};
}

command_spec gather_spec() {
  using what = gather_command;
  return {"gather",
          "coordinate",
          "have agents ready at the same moment T",
          "Sends earlier to the slow ones, so that all are ready at T, and counts who was "
          "inside the window. Draws when they were ready, relative to T.",
          "gather s07 --window 500ms --minimum 95%",
          what{},
          {scope_positional<&what::where>(arity::optional)},
          {class_option<&what::cls>(),
           capability_option<&what::capability>(),
           window_option<&what::window_ms>(),
           {"minimum", "RATE", "share that must be ready, 95% or 0.95", value_kind::other,
            assign<&what::minimum, read_ratio>},
           horizon_option<&what::horizon_ms>(),
           payload_option<&what::payload>(),
           weight_option<&what::payload_weight>(),
           unscheduled_option<&what::unscheduled>(),
           priority_option<&what::urgency>(),
           go_on_option<&what::go_on>(),
           fail_on_conflict_option<&what::fail_on_conflict>(),
           approve_option<&what::approve>()}};
}

command_spec cascade_spec() {
  using what = cascade_command;
  return {"cascade",
          "coordinate",
          "reach the whole mesh",
          "wave: level by level, each confirmed before the next. parallel: all agents at once. "
          "priority_first: class after class, D C B A E.",
          "cascade parallel --window 1s",
          what{},
          {{"wave|parallel|priority_first",
            arity::one,
            value_kind::choice,
            set_kind,
            {"wave", "parallel", "priority_first"}}},
          {window_option<&what::window_ms>(), horizon_option<&what::horizon_ms>(),
           payload_option<&what::payload>(), weight_option<&what::payload_weight>(),
           unscheduled_option<&what::unscheduled>(), priority_option<&what::urgency>(),
           go_on_option<&what::go_on>(), fail_on_conflict_option<&what::fail_on_conflict>(),
           approve_option<&what::approve>()}};
}

command_spec simulate_spec() {
  using what = simulate_command;
  return {"simulate",
          "coordinate",
          "change the simulated world under the mesh",
          "At least one change. Estimates are not told: they have to learn it.",
          "simulate s07 latency=x3 jitter=2%",
          what{},
          {{"TARGET", arity::one, value_kind::scope, assign<&what::where, read_scope>}},
          {class_option<&what::cls>(),
           change<&what::latency_ms>("latency", "how long a message takes, 80ms or x3"),
           change<&what::processing_ms>("processing", "how long the work takes, 50ms or x2"),
           share<&what::jitter>("jitter", "standard deviation of every delay"),
           share<&what::heavy_tail>("tail", "share of delays from a heavy tail"),
           share<&what::conflict>("conflict", "probability that an answer is a conflict")},
          {},
          check_changes};
}

} // namespace

std::vector<command_spec> gather_commands() {
  return {gather_spec(), cascade_spec(), simulate_spec()};
}

} // namespace mesh::console
