#include "runtime/console/talk/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::uint32_t first_beyond_ascii = 0x80;

tl::unexpected<error> unreadable(const std::string& why, const std::string& remedy) {
  return tl::unexpected(error{errc::invalid_argument, why, remedy});
}

std::string code_text(std::uint32_t code) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "U+%04X", code);
  return text.data();
}

/// The plain letters for one that people type or that a keyboard makes of it; null: it has no
/// place in a sentence. `umlaut`: small letters with a sign above, and sharp s.
const char* plain(std::uint32_t code) {
  switch (code) {
  case 0x2018: // single quotes
  case 0x2019:
  case 0x02bc:
    return "'";
  case 0x201c: // double quotes
  case 0x201d:
  case 0x201e:
  case 0x00ab:
  case 0x00bb:
    return "\"";
  case 0x2013: // dashes
  case 0x2014:
  case 0x2026: // three dots
    return ",";
  case 0x00a0:
  case 0x2009:
  case 0x202f:
    return " ";
  case 0x00e4:
  case 0x00c4:
    return "ae";
  case 0x00f6:
  case 0x00d6:
    return "oe";
  case 0x00fc:
  case 0x00dc:
    return "ue";
  case 0x00df:
    return "ss";
  case 0x00e9:
    return "e";
  default:
    return nullptr;
  }
}

/// The sentence in ASCII; what stands between double quotes keeps its letters.
tl::expected<std::string, error> plain_text(std::string_view sentence) {
  std::string out;
  bool quoted = false;
  while (!sentence.empty()) {
    const auto length = utf8_length(sentence);
    if (length == 0)
      return unreadable("the sentence has bytes that are no UTF-8", "type it again");
    const auto code = code_point(sentence.substr(0, length));
    const auto character = sentence.substr(0, length);
    sentence.remove_prefix(length);
    const auto blank = code == '\t' || code == '\n' || code == '\r';
    if (!blank && is_invisible(code) && code != 0x00a0 && code != 0x202f)
      return unreadable("the sentence has a character that cannot be seen, " + code_text(code),
                        "type it again by hand");
    if (blank) {
      out += ' ';
    } else if (code < first_beyond_ascii) {
      quoted = code == '"' ? !quoted : quoted;
      out += character;
    } else if (const auto* letters = plain(code)) {
      quoted = *letters == '"' ? !quoted : quoted;
      out += quoted && *letters != '"' ? std::string(character) : letters;
    } else if (quoted) {
      out += character;
    } else {
      return unreadable("\"" + std::string(character) + "\" (" + code_text(code)
                            + ") is no letter of this language, though it may look like one",
                        "type it again by hand");
    }
  }
  return out;
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '\'' || c == '%';
}

/// Between two letters or digits these belong to the word: s07.c04, 15:30, e-local.
bool joins(char c) {
  return c == '.' || c == ':' || c == '-';
}

/// Ends a clause, or stands beside words; anything else has no place in a sentence.
bool is_punctuation(char c) {
  return std::string_view(".,;:?!-()'").find(c) != std::string_view::npos;
}

struct contraction {
  std::string_view end, written;
};
constexpr std::array contractions{contraction{"n't", "not"},  contraction{"'re", "are"},
                                  contraction{"'m", "am"},    contraction{"'ll", "will"},
                                  contraction{"'ve", "have"}, contraction{"'d", "would"}};
constexpr std::array<std::string_view, 11> said_of{
    "what", "it", "that", "who", "how", "where", "there", "here", "why", "which", "let"};

void add_word(std::string text, std::vector<word>& to) {
  for (const auto& [end, written] : contractions)
    if (text.size() > end.size() && text.ends_with(end)) {
      text.resize(text.size() - end.size());
      if (text == "ca")
        text = "can";
      to.push_back({text});
      to.push_back({std::string(written)});
      return;
    }
  if (text.ends_with("'s")) {
    text.resize(text.size() - 2);
    to.push_back({text});
    if (std::ranges::find(said_of, text) != said_of.end())
      to.push_back({text == "let" ? "us" : "is"});
    return;
  }
  std::erase(text, '\'');
  if (!text.empty())
    to.push_back({std::move(text)});
}

void add_mark(std::vector<word>& to) {
  if (!to.empty() && to.back().what != word::kind::mark)
    to.push_back({",", word::kind::mark});
}

/// The word that begins at `i`, in small letters; `i` is behind it then.
std::string read_word(const std::string& text, std::size_t& i) {
  std::string found;
  for (; i < text.size(); ++i) {
    const auto next = text[i];
    const auto inside =
        joins(next) && i + 1 < text.size() && is_word_character(text[i + 1]) && !found.empty();
    if (!is_word_character(next) && !inside)
      break;
    found += static_cast<char>(std::tolower(static_cast<unsigned char>(next)));
  }
  return found;
}

/// Adds what begins at `i`: a quoted text, a word or a mark. False: it is none of them.
bool read_next(const std::string& text, std::size_t& i, std::vector<word>& to) {
  const char c = text[i];
  if (c == '"') {
    const auto end = std::min(text.find('"', i + 1), text.size());
    to.push_back({text.substr(i + 1, end - i - 1), word::kind::text});
    i = end + 1;
    return true;
  }
  if (is_word_character(c)) {
    add_word(read_word(text, i), to);
    return true;
  }
  ++i;
  if (c == ' ' || c == '(' || c == ')' || c == '\'')
    return true;
  if (!is_punctuation(c))
    return false;
  add_mark(to);
  return true;
}

} // namespace

tl::expected<std::vector<word>, error> words_of(std::string_view sentence) {
  if (sentence.size() > longest_sentence)
    return unreadable("the sentence is longer than " + std::to_string(longest_sentence)
                          + " bytes",
                      "say it in fewer words, or in several sentences");
  const auto text = plain_text(sentence);
  if (!text)
    return tl::unexpected(text.error());
  std::vector<word> all;
  for (std::size_t i = 0; i < text->size() && all.size() < most_words;) {
    const auto c = (*text)[i];
    if (!read_next(*text, i, all))
      return unreadable(std::string("the character \"") + c + "\" has no place in a sentence",
                        "say it in words; what is to be taken as it is stands between double "
                        "quotes");
  }
  while (!all.empty() && all.back().what == word::kind::mark)
    all.pop_back();
  if (all.size() >= most_words)
    return unreadable("the sentence has more than " + std::to_string(most_words) + " words",
                      "say it in fewer words, or in several sentences");
  if (all.empty())
    return unreadable("nothing was said", "ask for example: what is happening in sector 7?");
  return all;
}

} // namespace mesh::console::talk
