#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "tests/tidy/floors.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

/// A folder with rooms of its own has few loose files: what belongs together has a room.
constexpr std::size_t most_loose_files = 12;

/// All that the top of the tree holds, beside what is hidden and `build`.
constexpr std::array<std::string_view, 20> top_level{
    "CHANGELOG.md",
    "CMakeLists.txt",
    "CMakePresets.json",
    "CONTRIBUTING.md",
    "README.md",
    "actors",
    "cmake",
    "config",
    "compile_commands.json",
    "dev",
    "dev.d",
    "docs",
    "examples",
    "messages",
    "mkdocs.yml",
    "runtime",
    "sdk",
    "supervisors",
    "tests",
    "web",
};

} // namespace

problems check_top_level(const tree& files) {
  problems found;
  std::set<std::string_view> told;
  for (const auto& file : files) {
    const auto name = std::string_view(file.path).substr(0, file.path.find('/'));
    if (!name.starts_with('.') && std::ranges::find(top_level, name) == top_level.end()
        && told.insert(name).second)
      found.push_back({std::string(name), 1,
                       "unknown at the top level: remove it, or name it in "
                       "tests/tidy/folder_rules.cpp"});
  }
  return found;
}

problems check_folders(const tree& files) {
  std::map<std::string, std::size_t> loose;
  std::set<std::string> with_rooms;
  for (const auto& file : files) {
    if (!is_product(file.path) || !is_cpp(file.path))
      continue;
    const auto folder = folder_of(file.path);
    ++loose[folder];
    for (auto slash = folder.find('/'); slash + 1 < folder.size();
         slash = folder.find('/', slash + 1))
      with_rooms.insert(folder.substr(0, slash + 1));
  }
  problems found;
  for (const auto& folder : with_rooms)
    if (loose[folder] > most_loose_files)
      found.push_back({folder, 1,
                       std::to_string(loose[folder]) + " loose files beside subfolders; "
                           + std::to_string(most_loose_files) + " at most"});
  return found;
}

} // namespace mesh::tidy
