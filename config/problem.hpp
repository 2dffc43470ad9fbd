#pragma once
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mesh {

/// One thing that is wrong with a configuration: where, what was found there,
/// and what would be right.
struct config_problem {
  std::string pointer; // JSON pointer (RFC 6901); empty: the whole document
  std::string problem;
  std::string expected;
  bool operator==(const config_problem&) const = default;
};

/// `/topology/sectors: found 200; expected a whole number from 1 to 100`.
std::string to_string(const config_problem& what);
/// One line for each.
std::string to_string(const std::vector<config_problem>& problems);

/// Collects problems in the order they are found.
class problem_list {
public:
  void add(std::string pointer, std::string problem, std::string expected);
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  /// Whether `pointer` itself has a problem.
  [[nodiscard]] bool noted(std::string_view pointer) const {
    return pointers_.contains(pointer);
  }
  /// Whether nothing is wrong at or below `pointer` so far. A check that
  /// relates values asks this first: what is already known to be wrong would
  /// only give a second, misleading problem.
  [[nodiscard]] bool clean(std::string_view pointer) const;
  [[nodiscard]] std::vector<config_problem> take() && { return std::move(problems_); }

private:
  std::vector<config_problem> problems_;
  std::set<std::string, std::less<>> pointers_;
};

} // namespace mesh
