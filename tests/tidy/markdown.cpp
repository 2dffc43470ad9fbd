#include "tests/tidy/markdown.hpp"

#include <algorithm>
#include <cctype>

#include "tests/tidy/tree.hpp"

namespace mesh::tidy {

namespace {

constexpr std::string_view fence = "```";
constexpr std::string_view comment_begin = "<!-- ";
constexpr std::string_view comment_end = " -->";

/// The text of a line that is a comment; empty when it is none.
std::string_view comment(std::string_view line) {
  if (!line.starts_with(comment_begin) || !line.ends_with(comment_end))
    return {};
  line.remove_prefix(comment_begin.size());
  line.remove_suffix(comment_end.size());
  return line;
}

/// Takes code out of the line, and notes it down.
std::string without_code(std::string_view line, int number, std::vector<found_text>& code) {
  std::string rest;
  while (!line.empty()) {
    auto begin = line.find('`');
    auto end = begin == std::string_view::npos ? begin : line.find('`', begin + 1);
    if (end == std::string_view::npos)
      break;
    rest += line.substr(0, begin);
    code.push_back({number, std::string(line.substr(begin + 1, end - begin - 1))});
    line.remove_prefix(end + 1);
  }
  return rest += line;
}

void find_links(std::string_view line, int number, std::vector<found_text>& links) {
  for (auto at = line.find("]("); at != std::string_view::npos; at = line.find("](", at + 1)) {
    auto begin = at + 2;
    auto end = line.find(')', begin);
    if (end != std::string_view::npos)
      links.push_back({number, std::string(line.substr(begin, end - begin))});
  }
}

} // namespace

std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (unsigned char c : heading) {
    if (std::isalnum(c) || c == '_')
      anchor += static_cast<char>(std::tolower(c));
    else if ((c == ' ' || c == '-') && !anchor.empty() && anchor.back() != '-')
      anchor += '-';
  }
  while (anchor.ends_with('-'))
    anchor.pop_back();
  return anchor;
}

markdown_page parse_markdown(std::string_view text) {
  markdown_page page;
  int number = 0;
  bool inside = false;
  std::string_view before;
  for (auto line : lines_of(text)) {
    ++number;
    auto unindented = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    if (unindented.starts_with(fence)) {
      if (!inside)
        page.blocks.push_back({number,
                               std::string(unindented.substr(fence.size())),
                               std::string(comment(before)),
                               {}});
      inside = !inside;
    } else if (inside) {
      page.blocks.back().text += std::string(line) + '\n';
    } else {
      if (line.starts_with('#'))
        page.anchors.push_back(anchor_of(line.substr(line.find_first_not_of('#'))));
      find_links(without_code(line, number, page.code), number, page.links);
    }
    before = unindented;
  }
  return page;
}

} // namespace mesh::tidy
