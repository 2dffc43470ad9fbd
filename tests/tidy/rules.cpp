#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <ostream>

namespace mesh::tidy {

const source_file* find_file(const tree& files, std::string_view path) {
  auto found = std::ranges::find(files, path, &source_file::path);
  return found == files.end() ? nullptr : &*found;
}

problems check(const tree& files) {
  problems all;
  for (auto rule : {check_includes, check_members, check_folders, check_top_level, check_text,
                    check_tests, check_requirements, check_pages}) {
    auto found = rule(files);
    all.insert(all.end(), found.begin(), found.end());
  }
  std::ranges::sort(all);
  return all;
}

int run(const std::filesystem::path& root, std::ostream& out) {
  auto files = read_tree(root);
  if (files.empty()) {
    out << "no source file below " << root << '\n';
    return 2;
  }
  auto found = check(files);
  for (const auto& [path, line, message] : found)
    out << path << ':' << line << ": " << message << '\n';
  out << files.size() << " files, " << found.size() << " problems\n";
  return found.empty() ? 0 : 1;
}

} // namespace mesh::tidy
