#include "runtime/console/shared/junit_report.hpp"

#include <cstdio>
#include <set>
#include <utility>

#include "runtime/base/utf8.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/console/shared/complaints.hpp"

namespace mesh::console {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : printable_lines(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else
      out += c;
  }
  return out;
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  return text;
}

std::string failure_of(const nlohmann::ordered_json& result) {
  const auto code = result.value("exit_code", 0);
  const auto counts = code != static_cast<int>(exit_code::done)
                      && code != static_cast<int>(exit_code::some_missing);
  if (!counts || result.value("as_expected", false))
    return {};
  auto text = complaint_of(result, {});
  if (!text.empty() && text.back() == '\n')
    text.pop_back();
  return (text.empty() ? "it failed" : text) + " (exit code " + std::to_string(code) + ")";
}

} // namespace

void junit_report::add(const nlohmann::ordered_json& result, double at_s) {
  const auto took = at_s - std::exchange(last_s_, at_s);
  const auto source = result.value("source", nlohmann::ordered_json::object());
  test_case one{source.value("line", 0),
                source.value("text", result.value("command", "")),
                took,
                failure_of(result),
                {}};
  if (result.contains("held") && result["held"].is_object())
    one.skipped = "held for a better mode of the mesh";
  for (auto& before : cases_) // a held one that has run, or one more look
    if (before.line == one.line && before.text == one.text) {
      before = std::move(one);
      return;
    }
  cases_.push_back(std::move(one));
}

std::string junit_report::xml(std::string_view source) const {
  auto all = cases_;
  std::set<int> ran;
  for (const auto& one : cases_)
    ran.insert(one.line);
  if (const auto lines = parse_script(source))
    for (const auto& line : *lines)
      if (!ran.contains(line.line) && spec_of(line.order)->name != "quit")
        all.push_back({line.line, line.text, 0, {}, "it did not run"});
  std::size_t failures = 0, skipped = 0;
  double seconds = 0;
  for (const auto& one : all) {
    failures += one.failure.empty() ? 0 : 1;
    skipped += one.skipped.empty() ? 0 : 1;
    seconds += one.seconds;
  }
  const auto counts = "tests=\"" + std::to_string(all.size()) + "\" failures=\""
                      + std::to_string(failures) + "\" errors=\"0\" skipped=\""
                      + std::to_string(skipped) + "\" time=\"" + seconds_text(seconds) + "\"";
  auto out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts
             + ">\n<testsuite name=\"" + escaped(name_) + "\" " + counts + ">\n";
  for (const auto& one : all) {
    out += "<testcase classname=\"" + escaped(name_) + "\" name=\"" + std::to_string(one.line)
           + ": " + escaped(one.text) + "\" file=\"" + escaped(name_) + "\" line=\""
           + std::to_string(one.line) + "\" time=\"" + seconds_text(one.seconds) + "\"";
    if (!one.failure.empty())
      out += ">\n<failure message=\"" + escaped(one.failure) + "\"/>\n</testcase>\n";
    else if (!one.skipped.empty())
      out += ">\n<skipped message=\"" + escaped(one.skipped) + "\"/>\n</testcase>\n";
    else
      out += "/>\n";
  }
  return out + "</testsuite>\n</testsuites>\n";
}

} // namespace mesh::console
