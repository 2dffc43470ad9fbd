#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.hpp"

namespace mesh::test {

/// The problems of a text that must be refused; none if it was accepted.
inline std::vector<config_problem> problems_of(std::string_view json_text) {
  auto loaded = load_config(json_text);
  return loaded ? std::vector<config_problem>{} : loaded.error();
}

/// The lines that a person would see.
inline std::vector<std::string> lines_of(std::string_view json_text) {
  std::vector<std::string> lines;
  for (const auto& problem : problems_of(json_text))
    lines.push_back(to_string(problem));
  return lines;
}

using lines = std::vector<std::string>;

} // namespace mesh::test
