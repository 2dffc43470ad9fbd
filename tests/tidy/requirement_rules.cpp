#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

constexpr std::string_view table_path = "docs/reference/requirements.md";
constexpr std::string_view readme_path = "README.md";
constexpr std::string_view known_path = "tests/tidy/requirements.txt";

/// Capitals and a number: T1, V11.
bool looks_like_id(std::string_view word) {
  auto digits = std::min(word.find_first_of("0123456789"), word.size());
  auto all = [](std::string_view part, int (*is)(int)) {
    return !part.empty()
           && std::ranges::all_of(part, [is](unsigned char c) { return is(c) != 0; });
  };
  return all(word.substr(0, digits), std::isupper) && all(word.substr(digits), std::isdigit);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (unsigned char c : text)
    if (std::isalnum(c))
      words.back() += static_cast<char>(c);
    else if (!words.back().empty())
      words.emplace_back();
  if (words.back().empty())
    words.pop_back();
  return words;
}

std::map<std::string, int> ids_in(std::string_view text) {
  std::map<std::string, int> ids; // id -> line
  int number = 0;
  for (auto line : lines_of(text)) {
    ++number;
    for (const auto& word : words_of(line.substr(0, line.find('#'))))
      ids.emplace(word, number);
  }
  return ids;
}

/// The first cell of a table's row, if the line is one.
std::optional<std::string_view> first_cell(std::string_view line) {
  if (!line.starts_with('|'))
    return std::nullopt;
  return line.substr(1, std::min(line.find('|', 1), line.size()) - 1);
}

/// The lines of the requirements section: from its heading to the next one.
class section {
public:
  bool contains(std::string_view line) {
    if (line.starts_with('#'))
      inside_ = line.find("equirements") != std::string_view::npos;
    return inside_;
  }

private:
  bool inside_ = false;
};

} // namespace

problems check_requirements(const tree& files) {
  const auto* table = find_file(files, table_path);
  const auto* list = find_file(files, known_path);
  if (!list || (!table && !find_file(files, readme_path)))
    return {};
  if (!table)
    return {{list->path, 1, "there is no " + std::string(table_path)}};
  problems found;
  auto known = ids_in(list->text);
  std::map<std::string, int> listed;
  section requirements;
  int number = 0;
  for (auto line : lines_of(table->text)) {
    ++number;
    auto cell = first_cell(line);
    if (!requirements.contains(line) || !cell)
      continue;
    for (const auto& id : words_of(*cell)) {
      if (known.contains(id)) {
        auto [first, is_new] = listed.emplace(id, number);
        if (!is_new)
          found.push_back({table->path, number,
                           id + " stands in line " + std::to_string(first->second) + " too"});
      } else if (looks_like_id(id)) {
        found.push_back({table->path, number, "there is no requirement " + id});
      }
    }
  }
  for (const auto& [id, line] : known)
    if (!listed.contains(id))
      found.push_back({list->path, line, id + " is missing in the table of " + table->path});
  return found;
}

} // namespace mesh::tidy
