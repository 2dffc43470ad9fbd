#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/markdown.hpp"

/// README and docs/ as the tests see them.
namespace mesh::test {

struct handbook_block {
  std::string page; // docs/how-to/run.md
  tidy::code_block block;
};

/// Every code block of every page; all of one language when that is not empty.
std::vector<handbook_block> handbook_blocks(std::string_view language = {});
/// `docs/how-to/run.md:12`.
std::string place_of(const handbook_block& b);
/// A file of the source tree.
std::string source_text(const std::string& path);
/// What is wrong with a command line of the handbook; empty when it is understood.
/// Words are `mesh` and its arguments, `./dev` and its, or another program's.
std::string problem_of(const std::vector<std::string>& words);

} // namespace mesh::test
