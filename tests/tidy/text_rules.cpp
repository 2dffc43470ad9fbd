#include <algorithm>
#include <array>
#include <cctype>

#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

constexpr std::size_t max_lines = 400;

/// Below `runtime` time and randomness are passed in. The runner of external
/// programs talks to real processes and is the exception.
bool gets_time_passed_in(std::string_view path) {
  if (path.starts_with("actors/work/process"))
    return false;
  constexpr std::array<std::string_view, 4> folders{"messages/", "config/", "supervisors/",
                                                    "actors/"};
  return std::ranges::any_of(folders, [&](auto folder) { return path.starts_with(folder); });
}

bool is_test(std::string_view path) {
  return path.starts_with("tests/") || path.starts_with("examples/");
}

bool anywhere(std::string_view) {
  return true;
}

/// Code that has no place in some files; comments and literals do not count.
struct forbidden_code {
  std::string_view word;
  bool (*applies)(std::string_view path);
  std::string_view why;
};

constexpr std::string_view no_randomness = "randomness is passed in, from the seed";
constexpr std::string_view no_clock = "time is passed in, from the actor clock";
constexpr std::string_view no_sleep = "a test waits for what it needs, never for time to pass";

constexpr std::array forbidden_words{
    forbidden_code{"std::rand", gets_time_passed_in, no_randomness},
    forbidden_code{"srand", gets_time_passed_in, no_randomness},
    forbidden_code{"random_device", gets_time_passed_in, no_randomness},
    forbidden_code{"system_clock::now", gets_time_passed_in, no_clock},
    forbidden_code{"steady_clock::now", gets_time_passed_in, no_clock},
    forbidden_code{"high_resolution_clock::now", gets_time_passed_in, no_clock},
    forbidden_code{"clock_gettime", gets_time_passed_in, no_clock},
    forbidden_code{"gettimeofday", gets_time_passed_in, no_clock},
    forbidden_code{"sleep_for", is_test, no_sleep},
    forbidden_code{"sleep_until", is_test, no_sleep},
    forbidden_code{"sleep(", is_test, no_sleep},
    forbidden_code{"usleep", is_test, no_sleep},
    forbidden_code{"nanosleep", is_test, no_sleep},
    forbidden_code{"#if 0", anywhere, "delete what is not used"},
};

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Where `word` stands in the text, and is no part of a longer one.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0) {
  for (auto at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    auto end = at + word.size();
    bool ends = !is_word_char(word.back()) || end == text.size() || !is_word_char(text[end]);
    if (ends && (at == 0 || !is_word_char(text[at - 1])))
      return at;
  }
  return std::string_view::npos;
}

void check_code(const source_file& file, problems& found) {
  auto code = without_comments_and_literals(file.text);
  for (const auto& [word, applies, why] : forbidden_words) {
    if (!applies(file.path))
      continue;
    for (auto at = find_word(code, word); at != std::string::npos;
         at = find_word(code, word, at + 1))
      found.push_back(
          {file.path, line_at(code, at), std::string(word) + ": " + std::string(why)});
  }
  if (file.path.ends_with(".hpp") && code.find("#pragma once") == std::string::npos)
    found.push_back({file.path, 1, "a header says #pragma once"});
}

void check_length(const source_file& file, problems& found) {
  auto count = lines_of(file.text).size();
  bool is_data = file.path.ends_with(".md") || file.path.ends_with(".json");
  if (!is_data && count > max_lines)
    found.push_back({file.path, max_lines + 1,
                     std::to_string(count) + " lines; a file has " + std::to_string(max_lines)
                         + " at most"});
}

/// Written in two parts, so that this file does not break its own rules.
constexpr std::array<std::string_view, 4> unfinished{"TO"
                                                     "DO",
                                                     "FIX"
                                                     "ME",
                                                     "XX"
                                                     "X",
                                                     "HA"
                                                     "CK"};
constexpr std::array<std::string_view, 4> own_folders{"/ho"
                                                      "me/",
                                                      "/ro"
                                                      "ot/",
                                                      "/wo"
                                                      "rk/",
                                                      "/Us"
                                                      "ers/"};

/// After a name, as in actors/work/, a folder is part of a longer path.
bool has_absolute(std::string_view line, std::string_view folder) {
  for (auto at = line.find(folder); at != std::string_view::npos;
       at = line.find(folder, at + 1))
    if (at == 0 || (!is_word_char(line[at - 1]) && !std::ranges::count("}.~)*-", line[at - 1])))
      return true;
  return false;
}

void check_words(const source_file& file, problems& found) {
  int number = 0;
  for (auto line : lines_of(file.text)) {
    ++number;
    for (auto word : unfinished)
      if (find_word(line, word) != std::string_view::npos)
        found.push_back(
            {file.path, number, std::string(word) + ": finish it, or open an issue for it"});
    for (auto folder : own_folders)
      if (has_absolute(line, folder))
        found.push_back({file.path, number, std::string(folder) + ": a path of one machine"});
  }
}

/// What is left of a line's blanks and comment marks; empty when it is no comment line.
std::string_view comment_on(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line.substr(begin, 2) != "//")
    return {};
  const auto text = line.find_first_not_of("/ ", begin);
  return text == std::string_view::npos ? "/" : line.substr(text);
}

/// Folders whose comments are still to be rewritten; none is added.
bool has_old_comments(std::string_view path) {
  constexpr std::array<std::string_view, 11> old{"actors/agent.",
                                                 "actors/chains/",
                                                 "actors/chain_",
                                                 "actors/parts/chain_",
                                                 "actors/parts/effect_",
                                                 "runtime/console/commands/chains.",
                                                 "runtime/console/shared/chain_",
                                                 "runtime/console/running/chain_",
                                                 "runtime/mesh/effect_",
                                                 "runtime/records/chain_",
                                                 "tests/"};
  return std::ranges::any_of(old, [&](auto folder) { return path.starts_with(folder); });
}

/// A comment names its subject: one that begins with a question word is a riddle.
void check_comments(const source_file& file, problems& found) {
  constexpr std::array<std::string_view, 5> questions{"Who", "What", "How", "Whose", "Whom"};
  if (!is_cpp(file.path) || has_old_comments(file.path))
    return;
  int number = 0;
  bool goes_on = false;
  for (auto line : lines_of(file.text)) {
    ++number;
    const auto text = comment_on(line);
    const auto word = text.substr(0, std::min(text.find_first_of(" ,.:"), text.size()));
    if (!goes_on && std::ranges::find(questions, word) != questions.end())
      found.push_back({file.path, number,
                       "a comment begins with " + std::string(word) + ": name its subject"});
    goes_on = !text.empty();
  }
}

} // namespace

problems check_text(const tree& files) {
  problems found;
  for (const auto& file : files) {
    check_length(file, found);
    check_words(file, found);
    check_comments(file, found);
    if (is_cpp(file.path))
      check_code(file, found);
  }
  return found;
}

} // namespace mesh::tidy
