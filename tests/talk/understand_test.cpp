#include "runtime/console/talk/understand.hpp"

#include <random>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/talk/meaning.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace mesh::console::talk;

namespace {

std::string said(const std::string& sentence) {
  return meaning_of(sentence, some_names);
}

} // namespace

TEST_CASE("N1 every language reads, and understands its own test sentences", "[talk]") {
  REQUIRE(language_files().size() == 2);
  for (const auto& file : language_files()) {
    const auto language = language::read(file.text);
    CAPTURE(file.name, language ? "" : language.error().detail);
    REQUIRE(language);
    for (const auto& intent : language->intents()) {
      CAPTURE(intent.name);
      CHECK_FALSE(intent.tests.empty());
      for (const auto& test : intent.tests) {
        const auto found = understand(test, some_names, {*language});
        CAPTURE(test, found ? "" : found.error().detail);
        REQUIRE(found);
        CHECK(found->front().name == intent.name);
      }
    }
  }
}

TEST_CASE("N1 the sentences of the specification mean what it says", "[talk]") {
  CHECK(said("what's happening in sector 7?") == "status s07");
  CHECK(said("yeah route around, and show me what they're stuck on")
        == "route_around ; stuck ~them");
  CHECK(said("do it") == "yes");
}

TEST_CASE("N1 a name that does not exist is said to not exist, with the nearest", "[talk]") {
  const auto capability = understand("exclude class e from inferense", some_names);
  REQUIRE_FALSE(capability);
  CHECK(capability.error().unknown_name);
  CHECK(capability.error().detail == "there is no capability \"inferense\"");
  CHECK(capability.error().remedy == "the nearest is inference");
  const auto host = understand("how is host n7?", some_names);
  REQUIRE_FALSE(host);
  CHECK(host.error().detail == "there is no host \"n7\"");
  const auto sector = understand("status of sector 140", some_names);
  REQUIRE_FALSE(sector);
  CHECK(sector.error().unknown_name);
  CHECK(sector.error().detail == "there is no sector 140");
}

TEST_CASE("N1 a word that is not known is named, with what may have been meant", "[talk]") {
  const auto found = understand("freeze secter 7", some_names);
  REQUIRE_FALSE(found);
  CHECK_FALSE(found.error().unknown_name);
  CHECK(found.error().detail
        == "the word \"secter\" is not known; perhaps \"sector\" was meant");
}

TEST_CASE("N1 questions, negations and conditions about a wish are no wish", "[talk]") {
  for (const auto* sentence :
       {"should I freeze sector 7?", "how do I freeze sector 7?", "don't freeze sector 7",
        "when did you freeze sector 7", "what would happen if I froze sector 7?",
        "if it is slow then freeze sector 7"}) {
    CAPTURE(sentence, said(sentence));
    CHECK(said(sentence).starts_with("!"));
  }
}

TEST_CASE("N1 a sentence cannot approve what it wishes, nor say yes twice", "[talk]") {
  CHECK(said("freeze sector 7, and do it").starts_with("! a wish cannot be approved"));
  CHECK(said("drain everything, and yes").starts_with("! a wish cannot be approved"));
  CHECK(said("drain everything and yes") == "drain all"); // proposed, as any
  CHECK(said("yes, and then yes").starts_with("! yes or no was said more than once"));
}

TEST_CASE("N1 a yes beside a question approves nothing, and one of its own does", "[talk]") {
  CHECK(said("ok, who is slow?") == "slow");
  CHECK(said("okay and how is sector 8?") == "status s08");
  CHECK(said("right, which breakers are open?") == "breakers");
  CHECK(said("is s03.c01.a05 okay?") == "status s03.c01.a05");
  CHECK(said("do it, and show me what they're stuck on") == "yes ; stuck ~them");
}

TEST_CASE("N1 what is between quotes is a text, and never a wish", "[talk]") {
  CHECK(said("ask \"freeze sector 7\"") == "ask text=freeze sector 7");
  CHECK(said("\"freeze sector 7\"").starts_with("!"));
}

TEST_CASE("N1 no prefix and no scramble of the test sentences is mistaken for a yes",
          "[talk]") {
  int prefixes = 0;
  for (const auto& one : languages().front().intents())
    for (const auto& test : one.tests) {
      if (one.name == "yes")
        continue;
      for (std::size_t length = 1; length < test.size(); ++length, ++prefixes) {
        const auto found = understand(test.substr(0, length), some_names);
        CAPTURE(test.substr(0, length));
        CHECK((!found || found->front().name != "yes"));
      }
    }
  CHECK(prefixes > 500);
}

TEST_CASE("N1 random words are answered, and never crash", "[talk]") {
  std::mt19937_64 random(first_seed());
  const auto& words = languages().front().vocabulary();
  for (int i = 0; i < 3'000; ++i) {
    std::string sentence;
    for (auto n = random() % 12; n > 0; --n)
      sentence += words[random() % words.size()] + (random() % 5 == 0 ? ", " : " ");
    const auto found = understand(sentence, some_names);
    CHECK((found ? !found->empty() : !found.error().detail.empty()));
  }
}
