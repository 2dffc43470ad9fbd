// What frames the others in a script; and the simulated world under the mesh.
#include <array>
#include <cstdio>

#include "runtime/console/help.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

namespace {

std::string_view symbol_of(comparison op) {
  constexpr std::array<std::string_view, 6> symbols{"<", "<=", "==", "!=", ">=", ">"};
  return symbols[static_cast<std::size_t>(op)];
}

std::string factor_text(double factor) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "x%g", factor);
  return text.data();
}

} // namespace

void session::run(const expect_command& c, outcome& o) {
  constexpr auto look_again = milliseconds(50);
  o.data["metric"] = c.metric;
  o.data["op"] = symbol_of(c.op);
  o.data["value"] = c.value;
  auto began = mesh_.now();
  auto values = metrics();
  if (!values.contains(c.metric))
    return fail(o, {errc::invalid_argument, "there is no metric \"" + c.metric + "\"",
                    "see 'help metrics'"});
  auto waited_ms = [&] {
    return to_ms(mesh_.now() - began);
  };
  while (!holds(values[c.metric], c.op, c.value) && waited_ms() < c.within_ms) {
    if (!pass(look_again)) {
      o.data["waited_ms"] = rounded(waited_ms());
      return fail(o, {errc::cancelled, "interrupted before it held"});
    }
    values = metrics();
  }
  auto actual = values[c.metric];
  auto held = holds(actual, c.op, c.value);
  o.data["actual"] = actual ? json(rounded(*actual)) : json(nullptr);
  o.data["held"] = held;
  o.data["waited_ms"] = rounded(waited_ms());
  if (!held)
    o.code = exit_code::failed;
}

void session::run(const wait_command& c, outcome& o) {
  auto began = mesh_.now();
  auto whole = pass(from_ms(c.ms));
  o.data["waited_ms"] = rounded(to_ms(mesh_.now() - began));
  if (!whole)
    fail(o, {errc::cancelled, "interrupted before the time was over"});
}

void session::run(const simulate_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  behaviour_change change;
  json changed = json::object();
  auto note = [&](const char* name, const std::optional<simulate_value>& v,
                  std::optional<double>& absolute, std::optional<double>& factor) {
    if (!v)
      return;
    (v->relative ? factor : absolute) = v->value;
    changed[name] = v->relative ? json(factor_text(v->value)) : json(v->value);
  };
  note("latency_ms", c.latency_ms, change.latency_ms, change.latency_factor);
  note("processing_ms", c.processing_ms, change.processing_ms, change.processing_factor);
  change.jitter = c.jitter;
  change.heavy_tail = c.heavy_tail;
  change.conflict = c.conflict;
  if (c.jitter)
    changed["jitter"] = *c.jitter;
  if (c.heavy_tail)
    changed["heavy_tail"] = *c.heavy_tail;
  if (c.conflict)
    changed["conflict"] = *c.conflict;
  auto whose = mesh_.who().in(c.where);
  std::erase_if(whose,
                [&](agent_id id) { return c.cls && mesh_.who().identity(id).cls != *c.cls; });
  mesh_.change_world(whose, change);
  if (whose.empty())
    return fail(o,
                {errc::no_capable_agent,
                 "there is no agent of this class in " + to_string(c.where), "see 'agents'"});
  o.data["agents"] = whose.size();
  o.data["changed"] = changed;
}

void session::run(const on_failure_command& c, outcome& o) {
  continue_after_failure_ = c.continue_after;
  o.data["continue_after"] = c.continue_after;
}

void session::run(const help_command& c, outcome& o) {
  auto text = help_text(c.topic, metric_table());
  if (!text)
    return fail(o, text.error());
  o.text = *text;
  o.data["text"] = *text;
}

void session::run(const quit_command&, outcome& o) {
  o.quit = true;
  o.data = nullptr;
}

} // namespace mesh::console
