#pragma once
#include <filesystem>
#include <iosfwd>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace mesh::tidy {

using tree = std::vector<source_file>;

/// Who may include whom, and that a decision reaches no actor.
problems check_includes(const tree& files);
/// Length, words that have no place, `#pragma once`.
problems check_text(const tree& files);
/// No test is hidden, allowed to fail or switched off.
problems check_tests(const tree& files);
/// README's requirements table against tests/tidy/requirements.txt. Nothing
/// to check as long as there is no README.
problems check_requirements(const tree& files);

/// All of them, sorted.
problems check(const tree& files);

/// Checks the tree below `root` and writes `path:line: message` for each
/// problem. Returns the exit code: 0 clean, 1 problems, 2 nothing to check.
int run(const std::filesystem::path& root, std::ostream& out);

} // namespace mesh::tidy
