#include <map>
#include <regex>
#include <set>

#include "tests/tidy/floors.hpp"
#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

/// The path without its extension: a header and its source share it.
std::string pair_of(std::string_view path) {
  return std::string(path.substr(0, path.find_last_of('.')));
}

/// Which pairs define a class of that name.
using class_homes = std::map<std::string, std::set<std::string>, std::less<>>;

class_homes homes_of(const tree& files) {
  static const std::regex opens(
      R"((?:^|[\n;}>])\s*(?:class|struct)\s+(?:\[\[\w+\]\]\s*)?(?:\w+::)*(\w+)\s*(?:final\s*)?(?::[^;{(]*)?\{)");
  class_homes homes;
  for (const auto& file : files) {
    if (!is_cpp(file.path) || !is_product(file.path))
      continue;
    const auto code = without_comments_and_literals(file.text);
    for (std::sregex_iterator i(code.begin(), code.end(), opens), end; i != end; ++i)
      homes[(*i)[1].str()].insert(pair_of(file.path));
  }
  return homes;
}

/// `outer` of each `outer::member(` that begins a definition. The formatter puts each
/// definition of a namespace at the start of a line, and what belongs to a body elsewhere.
void check_source(const source_file& file, const class_homes& homes, problems& found) {
  static const std::regex defines(
      R"(\n(?![ \t#}])(?:[^\n;={}()]*[\s&*>])?(\w+)(?:<[^\n()]*>)?::(?:\w+::)*~?(?:\w+|operator[^\n(]*)\()");
  const auto code = "\n" + without_comments_and_literals(file.text);
  const auto own = pair_of(file.path);
  for (std::sregex_iterator i(code.begin(), code.end(), defines), end; i != end; ++i) {
    const auto name = (*i)[1].str();
    const auto home = homes.find(name);
    if (home == homes.end() || home->second.contains(own))
      continue;
    const auto line = line_at(code, static_cast<std::size_t>(i->position(1))) - 1;
    found.push_back({file.path, line,
                     "a member of " + name + " is defined outside of " + *home->second.begin()
                         + ".hpp and .cpp: a part that has not been "
                           "found yet"});
  }
}

} // namespace

problems check_members(const tree& files) {
  problems found;
  const auto homes = homes_of(files);
  for (const auto& file : files)
    if (is_cpp(file.path) && is_product(file.path))
      check_source(file, homes, found);
  return found;
}

} // namespace mesh::tidy
