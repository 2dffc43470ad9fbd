#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace mesh::console::talk {

/// A model's answer, as it wrote it: foreign text.
struct model_answer {
  std::vector<std::string> commands;
  std::string say; // safe to print on one line, cut
};

/// Reads `{"commands": [..], "say": ".."}`, strictly: with nothing beside it, nothing more in
/// it, and at most ten commands. Else says what it is not, and shows its beginning. Pure.
tl::expected<model_answer, std::string> read_model_answer(std::string_view text);

} // namespace mesh::console::talk
