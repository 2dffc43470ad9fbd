#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mesh::console {

/// The results of a script as JUnit XML, which CI servers read (O7): a test case for each
/// command, with its line and its time. A command fails as it does for the script: somebody
/// missing (3) and failures that the next command expects are none. Commands that did not run
/// are skipped.
class junit_report {
public:
  explicit junit_report(std::string name) : name_(std::move(name)) {}

  /// A result as it comes, so many seconds after the script began; its own time is that since
  /// the result before.
  void add(const nlohmann::ordered_json& result, double at_s);
  /// The report; `source` is the script, for what did not run.
  [[nodiscard]] std::string xml(std::string_view source) const;

private:
  struct test_case {
    int line = 0;
    std::string text;
    double seconds = 0;
    std::string failure; // empty: none
    std::string skipped; // why; empty: it ran
  };
  std::string name_;
  double last_s_ = 0;
  std::vector<test_case> cases_;
};

} // namespace mesh::console
