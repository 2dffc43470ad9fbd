#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/utc.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct audit_command {
  std::string who;
  int limit = 20; // 0: all that are in memory
};

void run_audit(const audit_command& c, command_context& at, outcome& o) {
  const auto& log = at.mesh.desk().sign_in.audit;
  const auto most =
      c.limit == 0 ? audit_log::most_in_memory : static_cast<std::size_t>(c.limit);
  auto rows = json::array();
  auto entries = log.last(most, c.who);
  std::ranges::reverse(entries);
  for (const auto& one : entries)
    rows.push_back({{"number", one.number},
                    {"at", utc(one.at_ms)},
                    {"what", one.what},
                    {"who", one.who},
                    {"from", one.from},
                    {"text", one.text},
                    {"exit_code", one.exit_code}});
  o.data["shown"] = rows.size();
  o.data["of"] = log.count();
  o.data["rows"] = std::move(rows);
}

std::string draw_audit(const json& result, const render_style& style) {
  text_table table({{"at"}, {"what"}, {"who"}, {"from"}, {"exit", to_right}, {"text"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "at", "-"), text_or(row, "what", "-"), text_or(row, "who", "-"),
               text_or(row, "from", "-"), number_text(number_in(row, "exit_code")),
               shortened(text_or(row, "text", "-"), 60)});
  if (table.empty())
    return "nothing is on record\n";
  return table.str(style);
}

} // namespace

command_spec commands::audit() {
  using args = audit_command;
  return {.name = "audit",
          .group = "operators",
          .summary = "what operators did, and were refused",
          .details = "The newest first: sign-ins, changes of the mesh, and refusals, with who, "
                     "from where and the exit code. Looking is not on record. With --data all "
                     "of it is in audit.log; the newest 1,000 are listed here.",
          .example = "audit --who anna",
          .start = args{},
          .options = {{"who", "NAME", "only of this operator", value_kind::other,
                       assign<&args::who, read_text>},
                      limit_option<args>()},
          .columns = {{"number", column_kind::count},
                      {"at"},
                      {"what"},
                      {"who"},
                      {"from"},
                      {"text"},
                      {"exit_code", column_kind::count}},
          .run = run_as<run_audit>,
          .draw = draw_audit};
}

} // namespace mesh::console
