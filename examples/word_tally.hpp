#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// Counting words in pieces: the tallies of two neighbouring pieces of a text
/// add up to that of the whole, wherever it was cut, in the middle of a word
/// too. So each agent counts its piece alone, and nobody looks for white space
/// to cut at.
///
/// A word is what `wc -w` in the C locale says it is: what stands between
/// white space and has at least one visible ASCII character. Other bytes
/// neither make a word nor end one.
struct word_tally {
  bool cut = false;         // has white space, so that words can end in it
  bool before = false;      // a word, or the end of one, stands before the first white space
  std::uint64_t inside = 0; // words between the first and the last white space
  bool after = false;       // a word, or its beginning, after the last; same as before if uncut

  [[nodiscard]] std::uint64_t words() const {
    return inside + (before ? 1U : 0U) + (cut && after ? 1U : 0U);
  }
  bool operator==(const word_tally&) const = default;
};

word_tally tally(std::string_view piece);
/// Of `left` and of `right`, which follows it at once.
word_tally operator+(const word_tally& left, const word_tally& right);

/// As an agent answers it, and back; anything else is `errc::parse_error`.
std::string to_string(const word_tally& t);
tl::expected<word_tally, mesh::error> parse_tally(std::string_view text);
