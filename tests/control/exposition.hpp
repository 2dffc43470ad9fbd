#pragma once
#include <map>
#include <string>
#include <string_view>

namespace mesh::test {

/// Prometheus' text format, read as strictly as `promtool check metrics` reads
/// it: each metric has HELP and TYPE before its samples, stands once, and is
/// named as the rules say. What is wrong is thrown as std::runtime_error.
struct exposition {
  struct metric {
    std::string help;
    std::string type;
    std::map<std::string, double> samples; // by labels as written; `_sum{..}` of a histogram
  };
  std::map<std::string, metric> metrics;
};
exposition read_exposition(std::string_view text);

} // namespace mesh::test
