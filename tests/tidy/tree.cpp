#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

namespace mesh::tidy {

namespace fs = std::filesystem;

namespace {

bool is_left_out(const fs::path& name) {
  return name == "build" || (name.native().starts_with('.') && name != ".ci");
}

/// Scripts have no extension, or `.sh`.
bool is_read(const fs::path& path) {
  constexpr std::array<std::string_view, 22> extensions{
      "",      ".inc",  ".cpp", ".hpp",  ".proto", ".cmake",   ".in", ".sh",
      ".mesh", ".talk", ".md",  ".json", ".yml",   ".service", ".py", ".js",
      ".ts",   ".toml", ".svg", ".mjs",  ".css",   ".html"};
  if (path.extension() == ".txt")
    return path.filename() == "CMakeLists.txt" || path.filename() == "requirements.txt"
           || path.filename() == "packages.txt";
  return std::ranges::find(extensions, path.extension().native()) != extensions.end();
}

/// Pages name them, and nobody reads them.
bool is_picture(const fs::path& path) {
  return path.extension() == ".png";
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

std::vector<source_file> read_tree(const fs::path& root) {
  std::vector<source_file> tree;
  std::error_code error;
  for (fs::recursive_directory_iterator i(root, error), end; !error && i != end;
       i.increment(error)) {
    if (is_left_out(i->path().filename()))
      i.disable_recursion_pending();
    else if (i->is_regular_file()
             && (is_read(i->path()) || is_picture(i->path()) || i.depth() == 0))
      tree.push_back({i->path().lexically_relative(root).generic_string(),
                      is_read(i->path()) ? read_file(i->path()) : std::string()});
  }
  std::ranges::sort(tree, {}, &source_file::path);
  return tree;
}

bool is_cpp(std::string_view path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1); // npos + 1 is 0
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

} // namespace mesh::tidy
