#include "runtime/console/language/rows_wanted.hpp"

#include <algorithm>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/language/command_lookup.hpp"

namespace mesh::console {

namespace {

std::vector<std::string_view> names_of(const std::vector<column_spec>& columns) {
  std::vector<std::string_view> names;
  for (const auto& one : columns)
    names.push_back(one.name);
  return names;
}

void check_column(const command_spec& spec, std::string_view name, const token& place,
                  parse_problems& problems) {
  const auto known = names_of(spec.columns);
  if (std::ranges::find(known, name) == known.end())
    problems.push_back(problem_at(place, "there is no column " + in_quotes(name),
                                  "one of " + listed(known), near_column(name, spec.columns)));
}

/// The part of a word in which a filter has its problem.
parse_problem in_word(const token& word, const filter_problem& wrong) {
  const auto before = std::string_view(word.text).substr(0, wrong.offset);
  const auto part = std::string_view(word.text).substr(before.size(), wrong.length);
  const auto written_in_quotes = static_cast<int>(count_characters(word.text)) < word.length;
  const int open_quote = written_in_quotes ? 1 : 0;
  parse_problem problem;
  problem.line = word.line;
  problem.column = word.column + open_quote + static_cast<int>(count_characters(before));
  problem.length = std::max(1, static_cast<int>(count_characters(part)));
  problem.message = wrong.message;
  problem.expected = wrong.expected;
  problem.suggestion = wrong.suggestion;
  return problem;
}

} // namespace

void read_rows_wanted(const command_spec& spec, const option_places& places, line_options& how,
                      parse_problems& problems) {
  const auto place_of = [&](std::string_view name) {
    const auto found = places.find(name);
    return found == places.end() ? nullptr : &found->second;
  };
  if (const auto* at = place_of("columns"))
    for (const auto& name : how.columns)
      check_column(spec, name, *at, problems);
  if (const auto* at = place_of("sort"))
    check_column(spec, how.sort, *at, problems);
  if (const auto* at = place_of("times"); at != nullptr && !how.watch_ms)
    problems.push_back(problem_at(*at, "--times is for --watch", "--watch --times 3"));
  if (const auto* at = place_of("output");
      at != nullptr && !lists(spec)
      && (how.format == output_format::csv || how.format == output_format::name))
    problems.push_back(
        problem_at(*at, in_quotes(spec.name) + " is no list", "table, json or jsonl"));
  const auto* at = place_of("filter");
  if (at == nullptr)
    return;
  auto filter = row_filter::parse(how.filter_text, spec.columns);
  if (filter)
    how.filter = *std::move(filter);
  else
    problems.push_back(in_word(*at, filter.error()));
}

} // namespace mesh::console
