#include <array>

#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

/// How Catch2 hides a test or lets it fail unseen.
constexpr std::array<std::string_view, 5> hiding_tags{"[.", "[!hide]", "[hide]", "[!mayfail]",
                                                      "[!shouldfail]"};

/// The macros that declare a test: TEST_CASE, TEMPLATE_TEST_CASE ..., SCENARIO.
constexpr std::array<std::string_view, 2> declarations{"TEST_CASE", "SCENARIO"};

/// Tags stand in literals, the macro does not: it is looked for where literals
/// are blank, and its arguments are read where they are not.
void check_tags(const source_file& file, problems& found) {
  auto bare = without_comments_and_literals(file.text);
  auto full = without_comments(file.text);
  for (auto macro : declarations)
    for (auto at = bare.find(macro); at != std::string::npos; at = bare.find(macro, at + 1)) {
      auto arguments = full.substr(at, bare.find(')', at) - at);
      for (auto tag : hiding_tags)
        if (arguments.find(tag) != std::string::npos)
          found.push_back({file.path, line_at(bare, at),
                           std::string(tag) + ": a test that is listed is run, and must pass"});
      if (arguments.find(';') != std::string::npos)
        found.push_back(
            {file.path, line_at(bare, at),
             "a test's name has no ';', which would make two tests of it in CTest"});
    }
}

void check_properties(const source_file& file, problems& found) {
  int number = 0;
  for (auto line : lines_of(file.text)) {
    ++number;
    if (line.find(" DISABLED") != std::string_view::npos)
      found.push_back({file.path, number, "DISABLED: a test that is listed is run"});
  }
}

} // namespace

problems check_tests(const tree& files) {
  problems found;
  for (const auto& file : files) {
    if (is_cpp(file.path))
      check_tags(file, found);
    else if (file_name(file.path) == "CMakeLists.txt")
      check_properties(file, found);
  }
  return found;
}

} // namespace mesh::tidy
