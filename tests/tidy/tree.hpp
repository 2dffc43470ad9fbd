#pragma once
#include <compare>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Style as a test: rules of the project that neither the compiler nor
/// clang-tidy knows, checked over the text of the source tree.
namespace mesh::tidy {

/// One text file; the path is from the project's root, with '/'.
struct source_file {
  std::string path;
  std::string text;
};

/// Where a rule is broken, and how. Lines count from 1.
struct problem {
  std::string path;
  int line = 1;
  std::string message;
  auto operator<=>(const problem&) const = default;
};
using problems = std::vector<problem>;

/// All files the rules speak of, sorted by path; of other files those at the top level, with
/// an empty text. Leaves out `build` and what is hidden, except `.ci`.
std::vector<source_file> read_tree(const std::filesystem::path& root);

[[nodiscard]] bool is_cpp(std::string_view path);
/// The file's name without its folders.
[[nodiscard]] std::string_view file_name(std::string_view path);
/// The lines of a text, without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
/// The line (from 1) of an offset in a text.
[[nodiscard]] int line_at(std::string_view text, std::size_t offset);

} // namespace mesh::tidy
