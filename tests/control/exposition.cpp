#include "tests/control/exposition.hpp"

#include <cstdlib>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace mesh::test {

namespace {

[[noreturn]] void fail(const std::string& why, const std::string& line) {
  throw std::runtime_error(why + ": " + line);
}

double number(const std::string& text, const std::string& line) {
  char* end = nullptr;
  const auto value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0')
    fail("no number", line);
  return value;
}

void check_name(const std::string& name, const std::string& type, const std::string& line) {
  static const std::regex rule("[a-z][a-z0-9_]*[a-z0-9]");
  if (!std::regex_match(name, rule))
    fail("bad name", line);
  const auto total = name.ends_with("_total");
  if ((type == "counter") != total)
    fail("counters, and only they, end with _total", line);
  for (const auto* unit : {"_ms", "_milliseconds", "_minutes", "_hours"})
    if (name.find(unit) != std::string::npos)
      fail("base units only", line);
}

/// What stands behind the family's name; none: it is of another family.
std::optional<std::string> suffix_of(const std::string& name, const std::string& family,
                                     const std::string& type) {
  if (type != "histogram")
    return name == family ? std::optional<std::string>("") : std::nullopt;
  for (const auto* suffix : {"_bucket", "_sum", "_count"})
    if (name == family + suffix)
      return suffix;
  return std::nullopt;
}

} // namespace

exposition read_exposition(std::string_view text) {
  if (!text.ends_with('\n'))
    fail("no newline at the end", "");
  static const std::regex sample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+))re");
  exposition read;
  std::istringstream lines{std::string(text)};
  std::string current;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, what, name, rest;
    words >> hash >> what >> name;
    std::getline(words, rest);
    if (hash == "#" && what == "HELP") {
      if (read.metrics.contains(name) || rest.size() < 2)
        fail("HELP twice or empty", line);
      read.metrics[name].help = rest.substr(1);
      current = name;
    } else if (hash == "#" && what == "TYPE") {
      if (name != current || !read.metrics[name].type.empty())
        fail("TYPE out of place", line);
      if (rest != " counter" && rest != " gauge" && rest != " histogram")
        fail("unknown type", line);
      read.metrics[name].type = rest.substr(1);
      check_name(name, read.metrics[name].type, line);
    } else if (std::smatch parts; std::regex_match(line, parts, sample)) {
      auto& metric = read.metrics[current];
      const auto suffix = suffix_of(parts[1], current, metric.type);
      if (!suffix || metric.type.empty())
        fail("a sample out of place", line);
      if (!metric.samples.emplace(*suffix + parts[2].str(), number(parts[3], line)).second)
        fail("a sample twice", line);
    } else {
      fail("neither comment nor sample", line);
    }
  }
  for (const auto& [name, metric] : read.metrics)
    if (metric.type.empty() || metric.samples.empty())
      fail("no type or no samples", name);
  return read;
}

} // namespace mesh::test
