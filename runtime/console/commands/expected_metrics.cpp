#include "runtime/console/commands/expected_metrics.hpp"

#include <algorithm>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/commands/expect.hpp"
#include "runtime/console/running/metrics.hpp"

namespace mesh::console {

namespace {

std::vector<std::string_view> metric_names() {
  std::vector<std::string_view> names;
  for (const auto& metric : metric_table())
    names.push_back(metric.name);
  return names;
}

/// Where `word` stands from this line on: on the line itself, or further down
/// when the command is continued.
void find_place(parse_problem& problem, std::string_view source, std::string_view word) {
  for (int line = 1; line < problem.line; ++line)
    source.remove_prefix(std::min(source.find('\n'), source.size() - 1) + 1);
  auto before = source.substr(0, source.find(word));
  problem.line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  before.remove_prefix(before.find_last_of('\n') + 1); // npos + 1 is 0
  problem.column = static_cast<int>(count_characters(before)) + 1;
  problem.length = static_cast<int>(count_characters(word));
}

} // namespace

parse_problems unknown_metrics(std::string_view source,
                               const std::vector<script_line>& script) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (source.starts_with(byte_order_mark))
    source.remove_prefix(byte_order_mark.size());
  auto names = metric_names();
  parse_problems found;
  for (const auto& line : script) {
    if (!line.order.is<expect_command>())
      continue;
    const auto& expect = line.order.as<expect_command>();
    if (std::count(names.begin(), names.end(), expect.metric) > 0)
      continue;
    parse_problem problem;
    problem.line = line.line;
    problem.message = concat({"there is no metric ", in_quotes(expect.metric)});
    problem.expected = "a metric; `help metrics` lists them";
    problem.suggestion = nearest(expect.metric, names);
    find_place(problem, source, expect.metric);
    found.push_back(std::move(problem));
  }
  return found;
}

} // namespace mesh::console
