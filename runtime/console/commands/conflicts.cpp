#include "runtime/console/commands/conflicts.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/protection.hpp"
#include "messages/conflict.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/conflicts.hpp"
#include "runtime/records/conflict_log.hpp"
#include "runtime/records/journal.hpp"
#include "runtime/records/journal_counts.hpp"
#include "supervisors/case_book.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<int> read_conflict_priority(std::string_view text) {
  constexpr int highest = 4;
  return read_count(text, 0, highest);
}

read_result<conflict_type> read_conflict_type(std::string_view text) {
  if (auto type = parse_conflict_type(text))
    return *type;
  std::string expected = "one of";
  for (int i = 0; i <= static_cast<int>(conflict_type::other); ++i)
    expected += (i == 0 ? " " : ", ") + std::string(to_string(static_cast<conflict_type>(i)));
  return tl::unexpected(value_problem{
      "there is no type of conflict \"" + std::string(text) + "\"", expected, {}});
}

using how_cases_stand = std::function<std::optional<open_case>(message_id)>;

void write_conflicts(json& to, const storage::conflict_page& page, const journal_counts& counts,
                     const how_cases_stand& stand, std::uint64_t now_ms,
                     const conflicts_config& cfg) {
  to["rows"] = json::array();
  for (const auto& one : page.records)
    to["rows"].push_back(conflict_json(one, stand(one.entry.record.id), now_ms, cfg));
  to["shown"] = page.records.size();
  to["of"] = page.total;
  to["unwritten"] = counts.unwritten;
  to["refused"] = counts.refused;
  to["forgotten"] = counts.forgotten;
}

void run_conflicts(const conflicts_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto now_ms = at.mesh.wall_ms();
  storage::conflict_filter filter;
  filter.where = c.where;
  filter.type = c.type;
  filter.min_priority = static_cast<std::uint8_t>(c.priority);
  filter.unresolved_only = c.unresolved;
  filter.limit = c.limit == 0 ? storage::largest_page : static_cast<std::size_t>(c.limit);
  if (c.since_ms)
    filter.from_ms = moment_before(now_ms, *c.since_ms);
  auto page = at.mesh.book().query(filter);
  if (!page)
    return fail(o, page.error());
  auto stand = [&at](message_id id) {
    return at.mesh.book().how_it_stands(id);
  };
  write_conflicts(o.data, *page, at.mesh.book().counts(at.mesh.now()), stand, now_ms,
                  at.mesh.cfg().conflicts);
}

std::string more(const json& result, const char* key, const std::string& are) {
  auto count = number_in(result, key);
  return count > 0.0 ? "  " + number_text(count) + " " + are + "\n" : std::string();
}

std::string draw_conflicts(const json& result, const render_style& style) {
  constexpr std::size_t received_width = 32;
  text_table table({{"conflict"},
                    {"age", to_right, 1},
                    {"agent"},
                    {"type"},
                    {"prio", to_right, 3},
                    {"state"},
                    {"with", text_table::align::left, 2},
                    {"received", text_table::align::left, 4}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "id", "-"), age_text(number_in(row, "age_s").value_or(0)),
               text_or(row, "agent", "-"), text_or(row, "type", "-"),
               number_text(number_in(row, "priority")), text_or(row, "state", "-"),
               text_or(row, "with", "-"),
               shortened(text_or(row, "received", ""), received_width)});
  auto out = table.empty() ? std::string("  no conflicts\n") : table.str(style);
  out += shown_of(result, "conflicts", "--limit all shows every one");
  out += more(result, "unwritten", "more wait in memory for the disk");
  out += more(result, "refused", "are lost: neither disk nor memory had room");
  return out + more(result, "forgotten", "older ones are forgotten; --data DIR keeps all");
}

} // namespace

command_spec commands::conflicts() {
  using args = conflicts_command;
  return {.name = "conflicts",
          .group = "conflicts",
          .summary = "list conflicts, the newest first",
          .details =
              "Every answer of -1 that counted, with its type and priority (K2), whether it is "
              "open, overdue or resolved, and which level handles it: a lead, a coordinator or "
              "the orchestrator. The list says how many of how many it shows.",
          .example = "conflicts s07 --type DATA_CONTRADICTION --since 1h --unresolved",
          .start = args{},
          .positionals = {scope_positional<&args::where>(arity::optional)},
          .options = {{"type", "TYPE", "only of this type", value_kind::other,
                       assign<&args::type, read_conflict_type>},
                      since_option<&args::since_ms>(),
                      {"priority", "N", "only of this priority or above, 0 to 4",
                       value_kind::other, assign<&args::priority, read_conflict_priority>},
                      {"unresolved", "", "only those that nobody has resolved",
                       value_kind::none, raise_flag<&args::unresolved>},
                      limit_option<args>()},
          .also = {"get conflicts"},
          .columns = columns::conflicts(),
          .run = run_as<run_conflicts>,
          .draw = draw_conflicts};
}

} // namespace mesh::console
