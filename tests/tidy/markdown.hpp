#pragma once
#include <string>
#include <string_view>
#include <vector>

/// The part of Markdown that the handbook uses, read without a library.
namespace mesh::tidy {

/// A fenced code block, and the comment in the line before it: `<!-- run -->`.
struct code_block {
  int line = 0; // of its fence
  std::string language;
  std::string mark; // `run`; empty: none
  std::string text;
};

/// A word of a page and its line.
struct found_text {
  int line = 0;
  std::string text;
};

struct markdown_page {
  std::vector<std::string> anchors; // of its headings
  std::vector<found_text> links;    // targets, as written
  std::vector<found_text> code;     // what stands in backticks
  std::vector<code_block> blocks;
};

markdown_page parse_markdown(std::string_view text);

/// The anchor of a heading, as the site and code hosts make it: lower case, words
/// joined by hyphens.
std::string anchor_of(std::string_view heading);

} // namespace mesh::tidy
