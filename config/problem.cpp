#include "config/problem.hpp"

#include <utility>

namespace mesh {

std::string to_string(const config_problem& what) {
  auto text = what.pointer.empty() ? std::string("(whole document)") : what.pointer;
  text += ": " + what.problem;
  if (!what.expected.empty())
    text += "; expected " + what.expected;
  return text;
}

std::string to_string(const std::vector<config_problem>& problems) {
  std::string text;
  for (const auto& problem : problems)
    text += to_string(problem) + "\n";
  return text;
}

void problem_list::add(std::string pointer, std::string problem, std::string expected) {
  pointers_.insert(pointer);
  problems_.push_back({std::move(pointer), std::move(problem), std::move(expected)});
}

bool problem_list::clean(std::string_view pointer) const {
  if (noted(pointer))
    return false;
  auto below = std::string(pointer) + "/";
  auto first = pointers_.lower_bound(below);
  return first == pointers_.end() || first->compare(0, below.size(), below) != 0;
}

} // namespace mesh
