// Options that every command takes, and every list (O7).
#include <array>

#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/output_names.hpp"

namespace mesh::console {

namespace {

using namespace build;

constexpr double usual_watch_ms = 2'000;
constexpr double shortest_watch_ms = 100;
constexpr int most_looks = 1'000'000;

std::optional<value_problem> set_format(command& into, std::string_view text) {
  auto format = format_named(text);
  if (!format)
    return value_problem{"there is no output format \"" + std::string(text) + "\"",
                         "table, wide, csv, name, json or jsonl", near_format(text)};
  into.as<line_options>().format = *format;
  return std::nullopt;
}

std::optional<value_problem> lower_headers(command& into, std::string_view) {
  into.as<line_options>().headers = false;
  return std::nullopt;
}

std::optional<value_problem> set_columns(command& into, std::string_view text) {
  auto& columns = into.as<line_options>().columns;
  columns.clear();
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto name = text.substr(0, comma);
    while (name.starts_with(' '))
      name.remove_prefix(1);
    while (name.ends_with(' '))
      name.remove_suffix(1);
    columns.emplace_back(name);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (columns.empty())
    return value_problem{"no column is named", "--columns id,score", {}};
  return std::nullopt;
}

std::optional<value_problem> set_sort(command& into, std::string_view text) {
  auto& how = into.as<line_options>();
  how.descending = text.starts_with('-');
  how.sort = text.substr(how.descending ? 1 : 0);
  return std::nullopt;
}

std::optional<value_problem> set_watch(command& into, std::string_view text) {
  auto& how = into.as<line_options>();
  how.watch_ms = usual_watch_ms;
  if (text.empty())
    return std::nullopt;
  auto ms = read_duration(text, shortest_watch_ms, day_ms);
  if (!ms)
    return ms.error();
  how.watch_ms = *ms;
  return std::nullopt;
}

std::optional<value_problem> set_times(command& into, std::string_view text) {
  auto times = read_count(text, 1, most_looks);
  if (!times)
    return times.error();
  into.as<line_options>().times = *times;
  return std::nullopt;
}

} // namespace

std::vector<option_spec> common_options(const command_spec& spec) {
  std::vector<option_spec> all;
  if (effect_of(spec) == command_effect::looks) {
    all.push_back({"watch", "[INTERVAL]", "look again and again (every 2s), until Ctrl-C",
                   value_kind::other, set_watch, spelling::dashes, 'w', true});
    all.push_back(
        {"times", "N", "with --watch: end after so many looks", value_kind::other, set_times});
  }
  if (spec.would != nullptr)
    all.push_back({"dry-run", "", "say who and how many, and change nothing", value_kind::none,
                   raise_flag<&line_options::dry_run>});
  if (lists(spec)) {
    all.push_back({"filter", "EXPR", "only rows for which it holds; see help filters",
                   value_kind::other, assign<&line_options::filter_text, read_text>});
    all.push_back({"sort", "COLUMN", "rows by this column; -COLUMN: the greatest first",
                   value_kind::column, set_sort});
    all.push_back({"columns", "A,B", "only these columns, in this order", value_kind::column,
                   set_columns});
    all.push_back({"no-headers", "", "no line of headers", value_kind::none, lower_headers});
  }
  all.push_back({"output", "FORMAT", "table, wide, csv, name, json or jsonl",
                 value_kind::output_format, set_format, spelling::dashes, 'o'});
  return all;
}

} // namespace mesh::console
