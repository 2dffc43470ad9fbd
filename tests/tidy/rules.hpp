#pragma once
#include <filesystem>
#include <iosfwd>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace mesh::tidy {

using tree = std::vector<source_file>;

/// The file of that path; nullptr when the tree has none.
const source_file* find_file(const tree& files, std::string_view path);

/// Who may include whom, and that a decision reaches no actor, store, socket or clock.
problems check_includes(const tree& files);
/// The members of a class are defined in its header and the source beside it.
problems check_members(const tree& files);
/// A folder that has subfolders has few loose files.
problems check_folders(const tree& files);
/// The top of the tree holds the files and folders it is known to hold: no stray log, no core.
problems check_top_level(const tree& files);
/// Length, words that have no place, `#pragma once`.
problems check_text(const tree& files);
/// No test is hidden, allowed to fail or switched off.
problems check_tests(const tree& files);
/// The table of docs/reference/requirements.md against tests/tidy/requirements.txt.
/// Nothing to check in a tree without a README.
problems check_requirements(const tree& files);
/// Links, anchors and paths that pages name, the site's menu, the README's length.
problems check_pages(const tree& files);

/// All of them, sorted.
problems check(const tree& files);

/// Checks the tree below `root` and writes `path:line: message` for each
/// problem. Returns the exit code: 0 clean, 1 problems, 2 nothing to check.
int run(const std::filesystem::path& root, std::ostream& out);

} // namespace mesh::tidy
