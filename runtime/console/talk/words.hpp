#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"

/// A sentence as words (N1): its letters made plain, and nothing guessed.
namespace mesh::console::talk {

inline constexpr std::size_t longest_sentence = 2'000; // bytes
inline constexpr std::size_t most_words = 80;

/// A word in small letters, the mark of a new clause (`,`), or a quoted text.
struct word {
  enum class kind { plain, mark, text };
  std::string text;
  kind what = kind::plain;
  bool operator==(const word&) const = default;
};

/// Contractions are written out ("what's" is "what is"), typographic quotes are plain ones.
/// `invalid_argument` says what cannot be read: a sentence that is empty or too long, bytes
/// that are no UTF-8, characters that cannot be seen or turn round what stands beside them, and
/// letters of an alphabet that only looks like the Latin one.
tl::expected<std::vector<word>, error> words_of(std::string_view sentence);

} // namespace mesh::console::talk
