#pragma once
#include <utility>
#include <vector>

#include "runtime/console/language/grammar.hpp"
#include "supervisors/mode_gate.hpp"

/// Helpers to write the table: a member of a command and a way to read it.
namespace mesh::console::build {

inline constexpr double hour_ms = 3'600'000;
inline constexpr double day_ms = 24 * hour_ms;

template <class Command, class Member>
Command owner_of(Member Command::*);

template <class Arguments>
Arguments arguments_of(void (*)(const Arguments&, command_context&, outcome&));
template <class Arguments>
Arguments arguments_of(std::optional<value_problem> (*)(const Arguments&));
template <class Arguments>
Arguments arguments_of(command_profile (*)(const Arguments&, const roster&,
                                           const coordination_config&));

/// `Run` for the arguments of one command, as the table holds it.
template <auto Run>
void run_as(const command& what, command_context& at, outcome& o) {
  Run(what.as<decltype(arguments_of(Run))>(), at, o);
}
template <auto Check>
std::optional<value_problem> check_as(const command& what) {
  return Check(what.as<decltype(arguments_of(Check))>());
}
template <auto Profile>
command_profile profile_as(const command& what, const roster& who,
                           const coordination_config& cfg) {
  return Profile(what.as<decltype(arguments_of(Profile))>(), who, cfg);
}

/// `Read(text)` into `Member`; a vector gets one more element.
template <auto Member, auto Read>
std::optional<value_problem> assign(command& into, std::string_view text) {
  auto value = Read(text);
  if (!value)
    return std::move(value).error();
  auto& member = into.as<decltype(owner_of(Member))>().*Member;
  if constexpr (requires { member.emplace_back(*value); })
    member.emplace_back(*std::move(value));
  else
    member = *std::move(value);
  return std::nullopt;
}

template <auto Member>
std::optional<value_problem> raise_flag(command& into, std::string_view) {
  into.as<decltype(owner_of(Member))>().*Member = true;
  return std::nullopt;
}

inline read_result<double> read_window(std::string_view text) {
  return read_duration(text, 1, hour_ms);
}
inline read_result<double> read_timeout(std::string_view text) {
  return read_duration(text, 1, day_ms);
}
inline read_result<double> read_pause(std::string_view text) {
  return read_duration(text, 0, day_ms);
}
inline read_result<double> read_weight(std::string_view text) {
  return read_number(text, 0, 10);
}

// Arguments that several commands share.

/// The number of rows: a number, or `all`, which is 0.
template <class Command>
std::optional<value_problem> set_limit(command& into, std::string_view text) {
  auto& limit = into.as<Command>().limit;
  if (text == "all") {
    limit = 0;
    return std::nullopt;
  }
  auto count = read_count(text, 1, 1'000'000);
  if (!count)
    return value_problem{count.error().message, "a whole number from 1, or all", {}};
  limit = *count;
  return std::nullopt;
}

template <class Command>
option_spec limit_option() {
  return {"limit", "N|all", "rows shown (20)", value_kind::other, set_limit<Command>};
}

template <auto Member>
positional_spec scope_positional(arity how) {
  return {"SCOPE", how, value_kind::scope, assign<Member, read_scope>};
}
template <auto Member>
positional_spec id_positional() {
  return {"ID", arity::one, value_kind::other, assign<Member, read_message_id>};
}
template <auto Member>
positional_spec text_positional(std::string_view name) {
  return {name, arity::text, value_kind::other, assign<Member, read_text>};
}
inline constexpr double longest_past_ms = 3'650 * day_ms;

inline read_result<double> read_past(std::string_view text) {
  return read_duration(text, 1, longest_past_ms);
}
template <auto Member>
option_spec since_option() {
  return {"since", "DURATION", "only what happened within this time", value_kind::other,
          assign<Member, read_past>};
}
template <auto Member>
option_spec in_option() {
  return {"in", "SCOPE", "only this part of the mesh", value_kind::scope,
          assign<Member, read_scope>};
}
template <auto Member>
option_spec class_option() {
  return {"class", "CLASS", "only agents of this class", value_kind::agent_class,
          assign<Member, read_class>};
}
template <auto Member>
option_spec capability_option() {
  return {"capability", "NAME", "only agents that have it", value_kind::capability,
          assign<Member, read_capability>};
}
template <auto Member>
option_spec timeout_option(std::string_view help) {
  return {"timeout", "DURATION", help, value_kind::other, assign<Member, read_timeout>};
}
template <auto Member>
option_spec payload_option() {
  return {"payload", "TEXT", "the input of the work", value_kind::other,
          assign<Member, read_text>};
}
template <auto Member>
option_spec weight_option() {
  return {"weight", "W", "how heavy the payload is, 0 to 10; heavier takes longer",
          value_kind::other, assign<Member, read_weight>};
}
template <auto Member>
option_spec window_option() {
  return {"window", "DURATION", "how long after T answers count, 1ms to 1h", value_kind::other,
          assign<Member, read_window>};
}
template <auto Member>
option_spec horizon_option() {
  return {"horizon", "DURATION", "how far ahead T is set", value_kind::other,
          assign<Member, read_timeout>};
}
/// The priority of a command, and an operator's approval: the mode of
/// the mesh asks for both (D2).
template <auto Member>
option_spec priority_option(std::string_view help = "background, normal (the default), high or "
                                                    "critical") {
  return {"priority", "LEVEL", help, value_kind::priority, assign<Member, read_priority>};
}
template <auto Member>
option_spec approve_option() {
  return {"approve", "", "an operator approves this, where the mode asks for it",
          value_kind::none, raise_flag<Member>};
}
template <auto Member>
option_spec unscheduled_option() {
  return {"unscheduled", "", "send to all at once, to see what prediction buys",
          value_kind::none, raise_flag<Member>};
}

template <auto Member>
option_spec go_on_option() {
  return {"go-on", "", "work that has begun outlives its caller", value_kind::none,
          raise_flag<Member>};
}
template <auto Member>
option_spec fail_on_conflict_option() {
  return {"fail-on-conflict", "", "an answer of -1 is a failure (exit code 1)",
          value_kind::none, raise_flag<Member>};
}

/// The options of commands that scatter a payload so that agents are ready at T, after
/// those of their own.
template <class Args>
std::vector<option_spec> scatter_options(std::vector<option_spec> own) {
  for (const auto& shared :
       {horizon_option<&Args::horizon_ms>(), payload_option<&Args::payload>(),
        weight_option<&Args::payload_weight>(), unscheduled_option<&Args::unscheduled>(),
        priority_option<&Args::urgency>(), go_on_option<&Args::go_on>(),
        fail_on_conflict_option<&Args::fail_on_conflict>(), approve_option<&Args::approve>()})
    own.push_back(shared);
  return own;
}

} // namespace mesh::console::build
