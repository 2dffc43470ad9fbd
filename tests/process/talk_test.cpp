// N1: plain words and proposals, as people meet them.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

/// The results of sentences, said one after another to 45 agents in virtual time. Lines that
/// begin with `!` are commands.
std::vector<json> conversation(const std::vector<std::string>& lines) {
  std::string script = "on failure continue\n";
  for (const auto& line : lines)
    script += line.starts_with('!') ? line.substr(1) + "\n" : "talk \"" + line + "\"\n";
  auto results = run_json(script);
  results.erase(results.begin());
  REQUIRE(results.size() == lines.size());
  return results;
}

std::string answer_of(const json& result) {
  std::string all;
  for (const auto& one : result.at("answer"))
    all += one.get<std::string>() + "\n";
  return all;
}

const json& rules_of(const json& result) {
  return result.at("rules");
}

} // namespace

TEST_CASE("N1 a wish is proposed, and done on a yes, never before", "[process]") {
  const auto said = conversation(
      {"freeze sector 1", "!status", "do it", "!status", "thaw it", "no", "!status", "yes"});
  CHECK(has(answer_of(said[0]), "I propose 'freeze s01' (proposal 1): it reaches 15 agents."));
  CHECK(said[1].at("frozen").at("agents") == 0);
  CHECK(has(answer_of(said[2]), "'freeze s01' is done."));
  CHECK(said[3].at("frozen").at("agents") == 15);
  CHECK(has(answer_of(said[4]), "'thaw s01' (proposal 2)"));
  CHECK(has(answer_of(said[5]), "proposal 2 is dropped; nothing was changed."));
  CHECK(said[6].at("frozen").at("agents") == 15);
  CHECK(said[7].at("exit_code") == 1); // yes to nothing
  CHECK(has(answer_of(said[7]), "Nothing of yours waits for a yes"));
}

TEST_CASE("N1 the same wish again is only proposed again", "[process]") {
  const auto said = conversation({"freeze sector 1", "freeze sector 1", "!status"});
  CHECK(said[1].at("proposals") == json::array({1}));
  CHECK(said[2].at("frozen").at("agents") == 0);
}

TEST_CASE("N1 with two proposals it asks which, and a part can be had alone", "[process]") {
  const auto said = conversation({"route around s00.c00.a00", "freeze sector 1", "yes",
                                  "do proposal 1", "!route list", "!status", "no",
                                  "route around s00.c00.a01 and s00.c00.a02", "only the second",
                                  "!route list", "!proposals --everything", "only the second"});
  CHECK(said[2].at("exit_code") == 1);
  CHECK(has(answer_of(said[2]),
            "Which one? 1 ('route around s00.c00.a00') and 2 ('freeze s01')"));
  CHECK(has(answer_of(said[3]), "'route around s00.c00.a00' is done."));
  CHECK(rules_of(said[4]).size() == 1);
  CHECK(said[5].at("frozen").at("agents") == 0);
  CHECK(has(answer_of(said[6]), "proposal 2 is dropped"));
  CHECK(has(answer_of(said[8]), "'route around s00.c00.a02' is done."));
  CHECK(rules_of(said[9]).size() == 2); // and not the first of the two
  CHECK(said[10].at("rows").front().at("state") == "done");
  CHECK(said[11].at("exit_code") == 1);
}

TEST_CASE("N1 yes means the one proposal that waits, also of an earlier answer", "[process]") {
  const auto said = conversation(
      {"route around s00.c00.a00", "how is sector 2?", "!reject 9", "yes", "!route list"});
  CHECK(said[2].at("error").at("code") == "unknown_target");
  CHECK(has(answer_of(said[3]), "'route around s00.c00.a00' is done."));
  CHECK(rules_of(said[4]).size() == 1);
}

TEST_CASE("N1 a proposal is refused as stale when its agents have changed, and offered anew",
          "[process]") {
  const auto said =
      conversation({"freeze sector 1", "!freeze s01.c00", "!approve 1", "!status",
                    "!proposal 1", "!approve 2", "!status", "!events --class PROPOSAL_STALE"});
  CHECK(said[2].at("error").at("code") == "expired");
  CHECK(has(said[2].at("error").at("detail").get<std::string>(), "proposal 1 is stale"));
  CHECK(said[3].at("frozen").at("agents") == 5); // nothing was done
  CHECK(said[4].at("state") == "stale");
  CHECK(said[4].at("instead") == 2);
  CHECK(said[5].at("proposal").at("state") == "done");
  CHECK(said[6].at("frozen").at("agents") == 15);
  CHECK(said[7].at("rows").size() == 1);
}

TEST_CASE("N1 agents that have left make a proposal stale", "[process]") {
  const auto said = conversation(
      {"route around s01.c00.a00", "!drain s01.c00.a00", "!wait 1m", "do it", "!route list"});
  CHECK(has(answer_of(said[3]), "It was not done"));
  CHECK(rules_of(said[4]).empty());
}

TEST_CASE("N1 a proposal expires after ten minutes, and says so", "[process]") {
  const auto said = conversation({"freeze sector 1", "!wait 11m", "do it", "!approve 1",
                                  "!status", "!events --class PROPOSAL_EXPIRED"});
  CHECK(said[2].at("exit_code") == 1);
  CHECK(said[3].at("error").at("code") == "expired");
  CHECK(said[4].at("frozen").at("agents") == 0);
  CHECK(said[5].at("rows").size() == 1);
}

TEST_CASE("N1 it, them and there mean what was spoken about, for ten minutes", "[process]") {
  const auto said = conversation({"how is s00.c01.a02?", "why is it slow?", "how is sector 2?",
                                  "who is slow there?", "!wait 11m", "freeze it"});
  CHECK(has(answer_of(said[1]), "s00.c01.a02"));
  CHECK(has(answer_of(said[3]), "No agent in s02 is slower"));
  CHECK(has(answer_of(said[5]), "It is not clear what \"it\" means."));
  CHECK(said[5].at("exit_code") == 1);
}

TEST_CASE("N1 answers have the numbers of the commands", "[process]") {
  const auto said = conversation(
      {"how is the mesh?", "how is the mesh doing?", "!status", "how are the gpu agents doing?",
       "are there any conflicts?", "which breakers are open?", "how are the chains doing?",
       "which hosts are up?", "what is frozen?", "which sectors got slower?",
       "compare sectors 0 and 1", "who can do observe?", "which routing rules are there?",
       "what happened today?", "what do you recommend?", "help"});
  CHECK(has(answer_of(said[1]), "45 of 45 agents are active, 3 of 3 sectors are healthy"));
  CHECK(said[2].at("agents").at("active") == 45);
  for (std::size_t i = 3; i < said.size(); ++i) {
    CAPTURE(i, said[i].dump());
    CHECK(said[i].at("exit_code") == 0);
    CHECK(said[i].at("understood") == true);
    CHECK(answer_of(said[i]).size() > 10);
  }
}

TEST_CASE("N1 what is not understood is said, with what would be, and does nothing",
          "[process]") {
  const auto said =
      conversation({"frobnicate sector 1", "exclude class e from inferense", "how is sector 9?",
                    "don't freeze sector 1", "!talk \"" + std::string(70'000, 'x') + "\"",
                    "!proposals --everything", "!talk"});
  CHECK(said[6].at("exit_code") == 2);
  CHECK(has(said[6].at("error").at("detail").get<std::string>(), "nothing was said"));
  CHECK(said[0].at("exit_code") == 2);
  CHECK(said[0].at("understood") == false);
  CHECK(has(said[0].at("error").at("remedy").get<std::string>(), "ask for example"));
  CHECK(said[1].at("exit_code") == 1);
  CHECK(has(said[1].at("error").at("remedy").get<std::string>(), "the nearest is inference"));
  CHECK(has(answer_of(said[2]), "There is no s09 in this mesh.\nThe nearest is s02."));
  CHECK(said[3].at("exit_code") == 2);
  CHECK(has(said[4].at("error").at("detail").get<std::string>(), "longer than"));
  CHECK(said[5].at("rows").empty());
}

TEST_CASE("N1 the mesh proposes nothing in virtual time unless it is asked to", "[process]") {
  const auto said = conversation({"!proposals", "!proposals --look", "!approve 7"});
  CHECK(said[0].at("rows").empty());
  CHECK(said[1].at("exit_code") == 0);
  CHECK(said[2].at("error").at("code") == "unknown_target");
}

TEST_CASE("N1 stuck and why say what is known, and name who does not exist", "[process]") {
  const auto said =
      conversation({"!stuck", "!stuck s09", "!why s00.c00.a00", "!why s09.c00.a00",
                    "!freeze s00.c00.a00", "!wait 10s", "!why s00.c00.a00"});
  CHECK(said[0].at("rows").empty());
  CHECK(said[1].at("exit_code") == 1);
  CHECK(said[2].at("causes").empty());
  CHECK(said[3].at("exit_code") == 1);
  CHECK(said[6].at("causes").front().at("name") == "state");
}
