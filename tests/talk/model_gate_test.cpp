// N1: commands of a model, judged by the operator's own sentence.
#include "runtime/console/talk/model_gate.hpp"

#include <random>

#include "runtime/console/language/parser.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/talk/meaning.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace mesh::console::talk;

namespace {

/// The command as it would be proposed; `look: ..` when it only looks; `! ..` when it is
/// refused.
std::string judged(const std::string& sentence, const std::string& command,
                   const conversation& about = {}) {
  const auto found = judge(command, spoken_wishes(sentence, some_names, about));
  if (!found)
    return "! " + found.error();
  return (found->changes ? "" : "look: ") + found->text;
}

conversation about_s07() {
  conversation about;
  about.places = {*parse_scope("s07")};
  about.them = {{7, 4, 12}};
  return about;
}

struct row {
  std::string sentence, command, judged;
};

} // namespace

TEST_CASE("N1 a change of a model is taken when the sentence has its verb and its names",
          "[talk]") {
  const auto rows = std::vector<row>{
      {"sector 7 stinks, please freeze it", "freeze s07", "freeze s07"},
      {"gosh, freeze sector 7 before lunch", "freeze s07", "freeze s07"},
      {"could you be a dear and freeze sector 7?", "freeze s07", "freeze s07"},
      {"heal sectors 7 and 8 asap", "heal s08", "heal s08"},
      {"heal sector 7, sector 8 and s09.c01 asap", "heal s08", "heal s08"},
      {"friere mir Sektor 7 geschwind ein", "freeze s07", "freeze s07"},
      {"freeze the entire mesh pronto", "freeze all", "freeze all"},
      {"bypass s07.c04.a12 pronto", "route around s07.c04.a12", "route around s07.c04.a12"},
      {"ban class e from doing inference stuff", "route exclude E_LOCAL from inference",
       "route exclude E_LOCAL from inference"},
      {"evacuate n2 pronto", "node drain n2", "node drain n2"},
      {"add 100 gpus pronto", "grow 100 --class D_GPU", "grow 100 --class D_GPU"},
      {"ask sector 7 whatsoever: \"are you there\"", "ask 'are you there' --in s07",
       "ask \"are you there\" --in s07"},
      {"ask the gpus how their fans sound", "ask \"how their fans sound\" --class D_GPU",
       "! your sentence is no plain wish (\"a word of questions\")"},
      {"delegate folding the laundry to s07.c04.a12",
       "delegate folding the laundry --to "
       "s07.c04.a12",
       "delegate \"folding the laundry\" --to s07.c04.a12"},
      {"gather the flock in sector 7", "gather s07", "gather s07"}};
  for (const auto& one : rows) {
    CAPTURE(one.sentence, one.command);
    CHECK(judged(one.sentence, one.command) == one.judged);
  }
}

TEST_CASE("N1 a pronoun means what was named before it, else what was spoken about", "[talk]") {
  const auto about = about_s07();
  CHECK(judged("freeze it pronto", "freeze s07", about) == "freeze s07");
  CHECK(judged("bypass the troublemaker", "route around s07.c04.a12", about)
        == "route around s07.c04.a12");
  CHECK(judged("freeze it pronto", "freeze s08", about) == "! you did not name s08");
  CHECK(judged("sector 8 stinks, freeze it", "freeze s07", about) == "! you did not name s07");
  CHECK(judged("freeze it pronto", "freeze s07") == "! you did not name s07");
  CHECK(judged("ask them \"why\" pronto", "ask why", about)
        == "! it would be for more than you named");
}

TEST_CASE("N1 a change that the sentence does not ask for is refused, with the reason",
          "[talk]") {
  const auto rows = std::vector<row>{
      {"any gossip about sector 7?", "freeze s07", "! no plain word of yours asks for that"},
      {"any gossip about sector 7?", "heal all", "! no plain word of yours asks for that"},
      {"freeze sector 7 pronto", "freeze s08", "! you did not name s08"},
      {"freeze sector 7 pronto", "freeze all", "! you did not name all"},
      {"freeze sector 7 pronto", "thaw s07", "! no plain word of yours asks for that"},
      {"freeze sector 7 pronto", "drain s07", "! no plain word of yours asks for that"},
      {"freeze sector 7, sector 8 smells nice", "freeze s08", "! you did not name s08"},
      {"sector 8 is lovely but freeze sector 7", "freeze s09", "! you did not name s09"},
      {"please peek at sector 7 and its drain", "drain s07",
       "! your sentence is no plain wish (\"peek\")"},
      {"lift the freeze of sector 7 pronto", "freeze s07",
       "! your sentence is no plain wish (\"lift\")"},
      {"i forbid you to freeze sector 7", "freeze s07",
       "! your sentence is no plain wish (\"forbid\")"},
      {"freeze all but sector 7 pronto", "freeze s07",
       "! your sentence is no plain wish (\"all but\")"},
      {"freeze the worst one of sector 7", "freeze s07",
       "! your sentence is no plain wish (\"worst\")"},
      {"heal sector 7 pronto", "heal", "! it would be for more than you named"},
      {"freeze 3 agents of sector 7 pronto", "freeze s07",
       "! you said a number, which it leaves out"},
      {"freeze the slow moody ones of sector 7", "freeze s07",
       "! it would be for more than you described"},
      {"freeze slow moody s07.c04.a12", "freeze s07.c04.a12", "freeze s07.c04.a12"},
      {"freeze the gpus of sector 7 pronto", "freeze s07",
       "! it would be for more than the class that you named"},
      {"heal pronto", "heal", "! it would be for more than you named"},
      {"heal sector 7 pronto", "heal s07 --approve", "! its option --approve is none of yours"},
      {"add 100 agents pronto", "grow 1000", "! you did not say 1000"},
      {"add 100 gpus pronto", "grow 100",
       "! it would be for more than the class that you named"},
      {"ask sector 7 pronto \"don't delete anything\"", "ask \"delete anything\" --in s07",
       "! its text is none of yours"},
      {"ask sector 7 \"are you there\" pronto", "ask \"are you there\"",
       "! it would be for more than you named"},
      {"ask sector 7 \"are you there\" pronto", "ask \"send all keys\" --in s07",
       "! its text is none of yours"},
      {"ask sector 7 \"approve\" pronto", "ask \"--approve\" --in s07",
       "ask \"--approve\" --in s07"},
      {"evacuate n2 pronto", "node drain n1", "! you did not name n1"},
      {"freeze \"sector 7\" pronto", "freeze s07", "! you did not name s07"},
      {"tell folks \"freeze sector 7\"", "freeze s07",
       "! no plain word of yours asks for that"}};
  for (const auto& one : rows) {
    CAPTURE(one.sentence, one.command);
    CHECK(judged(one.sentence, one.command) == one.judged);
  }
}

TEST_CASE("N1 a sentence with a negation, a condition, a question or another's words asks for "
          "nothing",
          "[talk]") {
  for (const auto* sentence : {"don't freeze sector 7 pronto",
                               "never ever freeze sector 7",
                               "freeze nobody in sector 7",
                               "if it hums then freeze sector 7",
                               "unless it hums freeze sector 7",
                               "should one freeze sector 7",
                               "freeze sector 7?",
                               "is it wise to freeze sector 7?",
                               "how does one freeze sector 7",
                               "why freeze sector 7 pronto",
                               "s07.c00.a00 says freeze sector 7",
                               "who dares freeze sector 7",
                               "the note said: freeze sector 7",
                               "i hate to freeze sector 7",
                               "rather than freeze sector 7 sing",
                               "bitte nicht freeze sector 7",
                               "suppose we freeze sector 7",
                               "freeze sector 7 tomorrow",
                               "freeze half of sector 7",
                               "i cannot freeze sector 7",
                               "maybe freeze sector 7 pronto",
                               "a poem: freeze sector 7",
                               "dont freeze sector 7",
                               "is there a proposal to freeze sector 7 somewhere"}) {
    CAPTURE(sentence);
    CHECK(judged(sentence, "freeze s07").starts_with("! your sentence is no plain wish"));
  }
}

TEST_CASE("N1 what only looks may run, and what frames, watches, reads files or decides not",
          "[talk]") {
  const auto* asked = "any gossip about sector 7?";
  for (const auto* command : {"status", "agents s07 --limit 5", "why s07.c04.a12", "get agents",
                              "conflicts", "events --since 1h"})
    CHECK(judged(asked, command) == std::string("look: ") + command);
  for (const auto* command :
       {"wait 10h", "quit", "exit", "expect agents.active > 1", "on failure continue",
        "status --watch", "status -w", "proposals", "proposals --look",
        "chain check /etc/passwd", "plan wait 1", "help", "version", "verify"}) {
    CAPTURE(command);
    CHECK(judged(asked, command).starts_with("! a model's '"));
  }
  for (const auto* command : {"agents --limit all", "events --limit 101"})
    CHECK(judged(asked, command) == "! it lists more than 100 rows");
  for (const auto* command :
       {"approve 1", "reject 1", "talk \"do it\"", "breaker open s07",
        "simulate s07 latency=x9", "crash s07", "operator invite eve --role admin",
        "agent revoke eve", "inbox answer 1 ready", "resolve 0000000000000001 accept",
        "chain run x.json", "node forget n1", "cascade wave", "broadcast hello", "held drop 1",
        "plan cancel 1"}) {
    CAPTURE(command);
    const auto seen = judged("freeze approve reject talk breaker crash everything", command);
    CHECK(seen.starts_with("! "));
    CHECK(seen.find("look") == std::string::npos);
  }
}

TEST_CASE("N1 words that people also say when they mean something else prove no wish",
          "[talk]") {
  const auto about = about_s07();
  const auto rows = std::vector<row>{
      {"hold on, what a mess", "freeze s07", ""},
      {"hold on, humming is fun", "freeze s07", ""},
      {"stop humming about it", "freeze s07", ""},
      {"please remove doubts concerning sector 7", "drain s07", ""},
      {"i need 3 reasons to like sector 7", "grow 3 --in s07", ""},
      {"my task concerns s07.c04.a12", "delegate concerns --to s07.c04.a12", ""},
      {"use s07.c04.a12 wisely", "route clear s07.c04.a12", ""},
      {"a fix for sector 7 pronto", "heal s07", ""},
      {"continue humming, sector 7", "thaw s07", ""}};
  for (const auto& one : rows) {
    CAPTURE(one.sentence, one.command);
    CHECK(judged(one.sentence, one.command, about) == "! no plain word of yours asks for that");
  }
}

TEST_CASE("N1 one command at a time, in plain characters", "[talk]") {
  const auto* asked = "freeze sector 7 pronto";
  for (const std::string command : {"freeze s07; freeze all",
                                    "freeze s07\nfreeze all",
                                    "freeze s07 && freeze all",
                                    "freeze s07 | approve 1",
                                    "freeze s07 freeze all",
                                    "freeze\xc2\xa0s07",
                                    "fr\xd0\xb5"
                                    "eze s07",
                                    "freeze \xe2\x80\xaes07",
                                    "",
                                    "   ",
                                    "# freeze s07",
                                    "freeze",
                                    "freeze s07 \\",
                                    "freeze s07 --help",
                                    "freeze --dry-run",
                                    "freeze s7777",
                                    "\"freeze\" s07",
                                    "please freeze s07",
                                    "`freeze s07`",
                                    "mesh freeze s07"}) {
    CAPTURE(command);
    CHECK(judged(asked, command).starts_with("! "));
  }
  CHECK(judged(asked, "freeze s07" + std::string(2'000, ' ')).starts_with("! "));
  CHECK(judged(asked, "  freeze   s07  # as you wish") == "freeze s07");
}

TEST_CASE("N1 of random commands for random sentences none is taken but with its verb",
          "[talk]") {
  std::mt19937_64 random(first_seed());
  const std::vector<std::string> words{
      "freeze", "heal",   "drain", "thaw",    "s07",   "s08",       "s07.c04.a12", "all",
      "sector", "7",      "8",     "it",      "not",   "if",        "gather",      "ask",
      "pronto", "please", "and",   "grow",    "100",   "gpus",      "route",       "around",
      "clear",  "n1",     "--in",  "--class", "D_GPU", "--approve", "\"hello\"",   "inference"};
  const auto some = [&](std::size_t most) {
    std::string text;
    for (auto n = 1 + random() % most; n > 0; --n)
      text += (text.empty() ? "" : " ") + words[random() % words.size()];
    return text;
  };
  int taken = 0;
  for (int i = 0; i < 60'000; ++i) {
    const auto sentence = some(8);
    const auto found = judge(words[random() % 4] + " " + some(2),
                             spoken_wishes(sentence, some_names, about_s07()));
    if (!found || !found->changes)
      continue;
    ++taken;
    CAPTURE(sentence, found->text);
    CHECK(console::parse_line(found->text));
    CHECK(found->text.find("--approve") == std::string::npos);
    CHECK(sentence.find(found->text.substr(0, found->text.find(' '))) != std::string::npos);
    CHECK((sentence + " ").find("not ") == std::string::npos);
    CHECK((sentence + " ").find("if ") == std::string::npos);
  }
  CHECK(taken > 20);
}
