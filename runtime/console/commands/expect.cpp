#include "runtime/console/commands/expect.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/metrics.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/expectation.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::string_view symbol_of(comparison op) {
  constexpr std::array<std::string_view, 6> symbols{"<", "<=", "==", "!=", ">=", ">"};
  return symbols[static_cast<std::size_t>(op)];
}

void run_expect(const expect_command& c, command_context& at, outcome& o) {
  constexpr auto look_again = milliseconds(50);
  o.data["metric"] = c.metric;
  o.data["op"] = symbol_of(c.op);
  o.data["value"] = c.value;
  auto began = at.mesh.now();
  auto values = metrics_now(at);
  if (!values.contains(c.metric))
    return fail(o, {errc::invalid_argument, "there is no metric \"" + c.metric + "\"",
                    "see 'help metrics'"});
  auto waited_ms = [&] {
    return to_ms(at.mesh.now() - began);
  };
  while (!holds(values[c.metric], c.op, c.value) && waited_ms() < c.within_ms) {
    if (!at.pass(look_again)) {
      o.data["waited_ms"] = rounded(waited_ms());
      return fail(o, {errc::cancelled, "interrupted before it held"});
    }
    values = metrics_now(at);
  }
  auto actual = values[c.metric];
  auto held = holds(actual, c.op, c.value);
  o.data["actual"] = actual ? json(rounded(*actual)) : json(nullptr);
  o.data["met"] = held;
  o.data["held"] = held; // its name before `met`; other results call "held" what waits
  o.data["waited_ms"] = rounded(waited_ms());
  if (!held)
    o.code = exit_code::failed;
}

/// Only what was met: `complaint_of` says what was not.
std::string draw_expect(const json& result, const render_style& style) {
  if (flag_in(result, "met") == false)
    return {};
  return paint("as expected:", tone::good, style) + " " + expectation_text(result) + "\n";
}

} // namespace

command_spec commands::expect() {
  using args = expect_command;
  return {
      .name = "expect",
      .group = "script",
      .summary = "fail unless a metric is as expected",
      .details =
          "OP is one of < <= = != >= >. With `within` it waits that long for it to come true. "
          "Percentages and durations may be written as such.",
      .example = "expect last.ready_rate >= 99% within 10s",
      .start = args{},
      .positionals = {{"METRIC", arity::one, value_kind::metric,
                       assign<&args::metric, read_metric>},
                      {"OP",
                       arity::one,
                       value_kind::choice,
                       assign<&args::op, read_comparison>,
                       {"<", "<=", "=", "!=", ">=", ">"}},
                      {"VALUE", arity::one, value_kind::other,
                       assign<&args::value, read_measure>}},
      .options = {{"within", "DURATION", "how long to wait for it", value_kind::other,
                   assign<&args::within_ms, read_pause>, spelling::word}},
      .run = run_as<run_expect>,
      .draw = draw_expect,
      .leaves_exit_code = true,
      .effect = command_effect::frames};
}

} // namespace mesh::console
