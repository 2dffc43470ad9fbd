#include "runtime/console/talk/words.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::console::talk;

namespace {

std::string plain(std::string_view sentence) {
  const auto words = words_of(sentence);
  if (!words)
    return "! " + words.error().detail;
  std::string all;
  for (const auto& one : *words)
    all += (all.empty() ? "" : " ")
           + (one.what == word::kind::text ? "\"" + one.text + "\"" : one.text);
  return all;
}

} // namespace

TEST_CASE("N1 a sentence becomes small words with contractions written out", "[talk]") {
  CHECK(plain("What's happening in Sector 7?") == "what is happening in sector 7");
  CHECK(plain("show me what they're stuck on!") == "show me what they are stuck on");
  CHECK(plain("sector 7's health") == "sector 7 health");
  CHECK(plain("don't") == "do not");
  CHECK(plain("yeah, route around") == "yeah , route around");
  CHECK(plain("s07.c04.a12 at 15:30") == "s07.c04.a12 at 15:30");
  CHECK(plain("ask \"Are You There?\"") == "ask \"Are You There?\"");
}

TEST_CASE("N1 typographic quotes and umlauts are what a keyboard makes of them", "[talk]") {
  CHECK(plain("what\xe2\x80\x99s up") == "what is up");
  CHECK(plain("\xe2\x80\x9ehallo Welt\xe2\x80\x9c") == "\"hallo Welt\"");
  CHECK(plain("tr\xc3\xa4ge") == "traege");
}

TEST_CASE("N1 what cannot be seen, or only looks like a letter, is refused by name", "[talk]") {
  CHECK(plain("freeze \xe2\x80\xaesector 7").find("U+202E") != std::string::npos); // bidi
  CHECK(plain("free\xe2\x80\x8bze sector 7").find("U+200B") != std::string::npos); // zero width
  CHECK(plain("s\xd0\xb5"
              "ctor 7")
            .find("U+0435")
        != std::string::npos); // Cyrillic e
  CHECK(plain(std::string_view("freeze\x1b[2J", 10)).find("U+001B") != std::string::npos);
  CHECK(plain("freeze \xff").find("no UTF-8") != std::string::npos);
  CHECK(plain("freeze s07; rm `x`").find("has no place") != std::string::npos);
}

TEST_CASE("N1 a sentence that is too long or says nothing is refused at once", "[talk]") {
  CHECK(plain("").find("nothing was said") != std::string::npos);
  CHECK(plain("?!").find("nothing was said") != std::string::npos);
  CHECK(plain(std::string(longest_sentence + 1, 'a')).find("longer than") != std::string::npos);
  CHECK(plain(std::string(1 << 20, 'a')).find("longer than") != std::string::npos);
  std::string many;
  for (std::size_t i = 0; i <= most_words; ++i)
    many += "a ";
  CHECK(plain(many).find("words") != std::string::npos);
}
