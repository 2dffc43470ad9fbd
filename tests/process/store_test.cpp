// K1, K4, Z4: `mesh dev --data` and `mesh verify` as their users meet them.
#include <unistd.h>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string quarrel = "simulate all conflict=100%\ngather --window 5s --minimum 0%\n";

struct stored : data_folder {
  std::string folder = path().string();
  fs::path file = path() / "mesh.sqlite";

  ended run(const std::string& script) { return run_script(script, {"--data", folder}); }
  std::vector<json> results(const std::string& script) {
    return run_json(script, {"--data", folder});
  }
};

} // namespace

TEST_CASE_METHOD(stored, "K1 conflicts are listed, shown and counted", "[process]") {
  auto all = results(quarrel
                     + "conflicts --limit 2\nconflicts --type HASH_MISMATCH --limit all\n"
                       "status\nverify\nexpect conflicts.total > 0\n");
  std::uint64_t reported = all[1].at("conflict");
  CHECK(reported > 0);
  CHECK(all[2].at("shown") == 2);
  CHECK(all[2].at("of") == reported);
  for (const auto& row : all[3].at("rows"))
    CHECK(row.at("priority") == 4);
  CHECK(all[4].at("journal").at("conflicts") == reported);
  CHECK(all[4].at("journal").at("folder") == folder);
  CHECK(all[5].at("intact") == true);
  CHECK(all[5].at("conflicts") == reported);
  CHECK(all[6].at("held") == true);
}

TEST_CASE_METHOD(stored, "K3 what a person has resolved stays resolved", "[process]") {
  auto first = results(quarrel + "conflicts --limit 1\n");
  std::string id = first[2].at("rows").at(0).at("id");
  const std::string open = "conflicts --unresolved --limit 1\n";
  auto second = results(open + "resolve " + id + " the sensor \"was replaced\"\n" + open);
  CHECK(second[1].at("state") == "resolved");
  CHECK(second[2].at("of").get<int>() == second[0].at("of").get<int>() - 1);
  auto third = results("conflict " + id + "\n" + open);
  CHECK(third[0].at("resolution").at("note") == "the sensor was replaced");
  CHECK(third[1].at("of") == second[2].at("of"));
  auto again = run("resolve " + id + " otherwise\n");
  CHECK(again.code == 2);
  CHECK(has(again.err, "was resolved before, by operator: the sensor was replaced"));
  auto unknown = run("resolve 0000000000000001 nobody\n");
  CHECK(unknown.code == 1);
  CHECK(has(unknown.err, "there is no conflict 0000000000000001"));
}

TEST_CASE_METHOD(stored, "Z4 the past of an agent and of a cluster is drawn", "[process]") {
  auto shown = run("wait 10m\nhistory s00.c00\nhistory s00.c00.a01 --since 5m\n");
  CHECK(shown.code == 0);
  CHECK(has(shown.out, "s00.c00  "));
  for (const auto* label : {"  score ", "  latency ", "  processing ", "  queue "})
    CHECK(has(shown.out, label));
  auto rows = results("history s00.c00\n");
  CHECK(rows[0].at("samples").get<int>() >= 9); // of the run before
  CHECK(run("history s00\n").code == 2);
}

TEST_CASE_METHOD(stored, "K4 one changed byte is found and named, by verify and at the start",
                 "[process]") {
  results(quarrel);
  CHECK(run_mesh({"verify", folder}).code == 0);
  auto bytes = content_of(file);
  auto place = bytes.find("done"); // the value of some record
  if (place == std::string::npos)
    place = bytes.find("it is 38");
  REQUIRE(place != std::string::npos);
  flip(file, place);
  auto checked = run_mesh({"verify", folder});
  CHECK(checked.code == 1);
  CHECK(has(checked.out, "broken"));
  CHECK(has(checked.err, "conflicts record "));
  auto started = run("status\n");
  CHECK(started.code == 1);
  CHECK(started.out.empty());
  CHECK(has(started.err, "store_corrupt"));
  CHECK(has(started.err, "conflicts record "));
  CHECK(has(started.err, "mesh verify " + folder));
}

TEST_CASE_METHOD(stored, "K4 N1 X3 verify finds a changed byte in each log of what people did",
                 "[process]") {
  results("operator list\nfreeze s00\nthaw s00\ntalk \"freeze sector 0\"\n");
  REQUIRE(run_mesh({"verify", folder}).code == 0);
  for (const auto* name : {"proposals.log", "audit.log"}) {
    INFO(name);
    const auto log = folder + "/" + name;
    const auto place = content_of(log).find("freeze s00");
    REQUIRE(place != std::string::npos);
    flip(log, place);
    const auto checked = run_mesh({"verify", folder});
    CHECK(checked.code == 1);
    CHECK(has(checked.out + checked.err, name));
    flip(log, place);
    CHECK(run_mesh({"verify", folder}).code == 0);
  }
}

TEST_CASE_METHOD(stored, "K4 a second mesh on the same folder is refused, the first goes on",
                 "[process]") {
  mesh_process first(small_mesh({"--data", folder}));
  first.write("status\n");
  first.wait_for_result("mesh FULL");
  auto second = run("status\n");
  CHECK(second.code == 1);
  CHECK(second.out.empty());
  CHECK(has(second.err, "store_locked"));
  CHECK(run_mesh({"verify", folder}).code == 0); // reading is no use of it
  first.write(quarrel + "verify\n");
  first.wait_for_result("intact");
  CHECK(first.end().code == 0);
}

TEST_CASE_METHOD(stored, "K4 a folder that cannot hold a store is a clear error", "[process]") {
  SECTION("of something else") {
    run_sql(file, "CREATE TABLE addresses(street TEXT)");
    auto started = run("status\n");
    CHECK(started.code == 1);
    CHECK(has(started.err, "store_foreign"));
    CHECK(run_mesh({"verify", folder}).code == 1);
  }
  SECTION("no database at all") {
    set_content(file, "dear diary");
    auto started = run("status\n");
    CHECK(started.code == 1);
    CHECK(has(started.err, "store_corrupt"));
  }
  SECTION("a file") {
    set_content(path() / "file", "");
    auto started = run_script("status\n", {"--data", folder + "/file"});
    CHECK(started.code == 1);
    CHECK(has(started.err, folder + "/file"));
  }
  SECTION("read-only") {
    results("status\n");
    fs::permissions(path(), fs::perms::owner_read | fs::perms::owner_exec
                                | fs::perms::others_read | fs::perms::others_exec);
    auto log = path() / "err";
    auto code = run_without_rights([&] {
      become_mesh({"dev", "--config", MESH_SMALL_CONFIG, "--virtual-time", "-q", "--data",
                   folder, "-c", "status"});
      return 99;
    });
    CHECK(code == 1);
  }
  SECTION("nothing there to verify") {
    auto checked = run_mesh({"verify", folder + "/nowhere"});
    CHECK(checked.code == 1);
    CHECK(has(checked.err, "there is no store"));
  }
}

TEST_CASE("K1 without --data conflicts are kept in memory, and verify says what to do",
          "[process]") {
  auto all = run_json(quarrel + "conflicts\n");
  CHECK(all[2].at("of") == all[1].at("conflict"));
  auto verified = run_script("verify\n");
  CHECK(verified.code == 1);
  CHECK(has(verified.err, "start it with --data DIR"));
}

TEST_CASE("K1 bad questions about conflicts get an answer that helps", "[process]") {
  for (auto [line, said] : {std::pair{"conflicts --type LIES", "there is no type of conflict"},
                            {"conflicts --since 5", "has no unit"},
                            {"conflicts --priority 5", "5 is out of range"},
                            {"conflict 12", "16 hexadecimal digits"},
                            {"conflict 00000000000000zz", "16 hexadecimal digits"},
                            {"resolve 0000000000000001", "NOTE"},
                            {"history s00", "has no history of its own"},
                            {"conflicts --limit -1", "a whole number from 1, or all"}}) {
    CAPTURE(line);
    auto run = run_script(std::string(line) + "\n");
    CHECK(run.code == 2);
    CHECK(has(run.err, said));
  }
}

TEST_CASE_METHOD(stored,
                 "K1 K4 a data folder that is deleted is said, and what waits is written later",
                 "[process]") {
  mesh_process p(small_mesh({"--data", folder, "-o", "jsonl"}));
  p.write(quarrel);
  p.wait_for_result("\"command\":\"gather\"");
  fs::remove_all(path());
  p.write("wait 3s\nstatus\n");
  p.wait_for_result("store_missing: " + folder + " was deleted"); // noticed without a write
  CHECK_FALSE(fs::exists(path())); // and not made again by itself
  p.write(quarrel + "wait 2s\nstatus\nverify\n");
  p.wait_for_result(
      "\"command\":\"verify\",\"exit_code\":1,\"error\":{\"code\":\"store_missing\"");
  CHECK(has(p.so_far().err, "conflicts wait in memory"));
  fs::create_directory(path());
  p.write("wait 5s\nstatus\nverify\n");
  p.wait_for_result("\"intact\":true");
  auto all = results_of(p.end());
  CHECK(all.back()["conflicts"].get<int>() > 0);
  const auto& journal = all[all.size() - 2]["journal"];
  CHECK(journal["problem"].is_null());
  CHECK(journal["unwritten"] == 0);
  CHECK(journal["refused"] == 0);
  CHECK(journal["reopened"] == 1);
  CHECK(run_mesh({"verify", folder}).code == 0);
}

TEST_CASE_METHOD(stored, "K4 verify takes the folder as elsewhere, and a head that was noted",
                 "[process]") {
  auto all = results(quarrel + "verify\n");
  const std::string head = all.back().at("head");
  const auto count = std::to_string(all.back().at("conflicts").get<int>());
  CHECK(run_mesh({"verify", "--data", folder}).code == 0);
  CHECK(run_mesh({"verify", folder, "--head", head}).code == 0);
  results(quarrel); // a longer log goes through it
  CHECK(run_mesh({"verify", folder, "--head", count + ":" + head}).code == 0);
  CHECK(results("verify --head " + count + ":" + head + "\n").back().at("intact") == true);
  const auto other = std::string(64, '0');
  auto wrong = run_mesh({"verify", folder, "--head", other});
  CHECK(wrong.code == 1);
  CHECK(has(wrong.err, "is in no chain"));
  CHECK(run_mesh({"verify", folder, "--head", "12"}).code == 2);
  CHECK(run_mesh({"verify"}).code == 2);
  CHECK(run_mesh({"verify", folder, "--data", folder}).code == 2);
}
