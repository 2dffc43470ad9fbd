#include "examples/word_tally.hpp"

#include <charconv>

namespace {

bool is_white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

} // namespace

word_tally tally(std::string_view piece) {
  word_tally t;
  auto in_word = false;
  for (auto c : piece) {
    if (!is_white(c)) {
      in_word = in_word || is_visible(c);
      continue;
    }
    if (!t.cut)
      t.before = in_word;
    else if (in_word)
      ++t.inside;
    t.cut = true;
    in_word = false;
  }
  t.after = in_word;
  if (!t.cut)
    t.before = in_word;
  return t;
}

word_tally operator+(const word_tally& left, const word_tally& right) {
  auto across = left.after || right.before; // what the cut went through, if anything
  if (!left.cut && !right.cut)
    return {false, across, 0, across};
  if (!left.cut)
    return {true, across, right.inside, right.after};
  if (!right.cut)
    return {true, left.before, left.inside, across};
  return {true, left.before, left.inside + right.inside + (across ? 1U : 0U), right.after};
}

// Three flags and a number, as in `11012`.
std::string to_string(const word_tally& t) {
  std::string text;
  for (auto flag : {t.cut, t.before, t.after})
    text += flag ? '1' : '0';
  return text + std::to_string(t.inside);
}

tl::expected<word_tally, mesh::error> parse_tally(std::string_view text) {
  constexpr std::size_t flags = 3;
  word_tally t;
  auto good = text.size() > flags
              && text.substr(0, flags).find_first_not_of("01") == std::string_view::npos;
  if (good) {
    t.cut = text[0] == '1';
    t.before = text[1] == '1';
    t.after = text[2] == '1';
    auto [end, failure] =
        std::from_chars(text.data() + flags, text.data() + text.size(), t.inside);
    good = failure == std::errc{} && end == text.data() + text.size();
  }
  if (!good)
    return tl::unexpected(
        mesh::error{mesh::errc::parse_error, "\"" + std::string(text) + "\" is no tally"});
  return t;
}
