// O7: a mesh that operators reach from elsewhere, as they meet it.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

/// `mesh dev --listen`, and the certificates to reach it.
struct listening : data_folder {
  listening() {
    REQUIRE(run_mesh({"certs", "init", certs}).code == 0);
    issue("hub", "orchestrator", {"--host", "localhost", "127.0.0.1"});
    issue("ann", "operator");
    ::setenv("XDG_CONFIG_HOME", (path() / "config").c_str(), 1);
  }
  void issue(const std::string& name, const std::string& role, const words& more = {}) const {
    words all{"certs", "issue", name, "--role", role, "--dir", certs};
    all.insert(all.end(), more.begin(), more.end());
    REQUIRE(run_mesh(all).code == 0);
  }
  void start() {
    hub = std::make_unique<mesh_process>(
        words{"dev", "--config", MESH_SMALL_CONFIG, "--listen", "0", "--certs", certs});
    hub->wait_for_remark("as orchestrator/hub\n");
    const std::string& said = hub->so_far().err;
    const std::string before = "https://";
    const auto begin = said.find(before) + before.size();
    at = said.substr(begin, said.find(' ', begin) - begin);
  }
  [[nodiscard]] words there(words command, const words& more = {}) const {
    command.insert(command.end(), {"--at", at, "--certs", certs});
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  [[nodiscard]] ended run_there(const words& command, const words& more = {},
                                const std::string& input = {}) const {
    return run_mesh(there(command, more), input);
  }

  std::string certs = (path() / "certs").string();
  std::unique_ptr<mesh_process> hub;
  std::string at;
};

struct served : listening {
  served() { start(); }
};

/// What a command prints; its exit status on a line of its own behind it.
std::string shell(const std::string& command) {
  auto* pipe = ::popen((command + " 2>&1; echo status $?").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
    text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

} // namespace

TEST_CASE_METHOD(served, "N1 two operators: a yes is to one's own, and one decides",
                 "[process]") {
  issue("bob", "operator");
  const auto as = [&](const std::string& who, const words& command,
                      const std::string& input = {}) {
    return run_there(command, {"--as", who}, input);
  };
  CHECK(has(as("ann", {"talk", "freeze sector 1"}).out, "proposal 1"));
  const auto none = as("bob", {"talk", "yes"});
  CHECK(none.code == 1);
  CHECK(has(none.out, "Nothing of yours waits for a yes"));
  CHECK(has(as("bob", {"approve", "1"}).out, "decided by   bob"));
  const auto late = as("ann", {"talk", "do it"});
  CHECK(late.code == 1);
  CHECK(has(late.out, "proposal 1 is done"));
  const auto second = as("ann", {"approve", "1"});
  CHECK(second.code == 1);
  CHECK(has(second.err, "proposal 1 is done, decided by bob"));
}

TEST_CASE_METHOD(served, "N1 'mesh talk' reads sentences until its input ends", "[process]") {
  const auto said = run_there({"talk"}, {"--as", "ann"},
                              "how is the mesh doing?\n\nfreeze sector 1\nno\nquit\nyes\n");
  CHECK(said.code == 0);
  CHECK(has(said.out, "45 of 45 agents are active"));
  CHECK(has(said.out, "proposal 1 is dropped"));
  CHECK_FALSE(has(said.out, "Nothing of yours"));
  CHECK(run_there({"talk"}, {"--as", "ann"}, "frobnicate\n").code == 2);
}

TEST_CASE_METHOD(served, "O7 a command runs elsewhere as it does here", "[process]") {
  const auto text = run_there({"status"});
  CHECK(text.code == 0);
  CHECK(text.out.starts_with("mesh FULL\n"));
  CHECK(text.err == "mesh> status\n");
  const auto as_json = run_there({"status"}, {"-o", "json"});
  CHECK(json::parse(as_json.out)["agents"]["total"] == 45);
  CHECK(as_json.out.starts_with("{\n  \"command\": \"status\",\n"));
  CHECK(as_json.err.empty());
  const auto first = run_mesh({"--at", at, "--certs", certs, "cascade", "parallel"});
  CHECK(first.code == 0);
  CHECK(has(first.out, "parallel SUCCESS"));
  CHECK(run_there({"gather", "s09"}).code == 1);
  CHECK(run_there({"verify"}).code == 1); // there is no store: the mesh says so
  const auto wrong = run_there({"cascade", "parallle"});
  CHECK(wrong.code == 2);
  CHECK(has(wrong.err, "did you mean: parallel?"));
  CHECK(has(wrong.err, "1 problem; nothing was run"));
}

TEST_CASE_METHOD(served, "O7 a script runs elsewhere, from a file and from stdin",
                 "[process]") {
  const auto file = path() / "daily.mesh";
  set_content(file, "# look\nstatus\ngather s09\nkpi\n");
  const auto stopped = run_there({"run", file.string()}, {"-o", "json"});
  CHECK(stopped.code == 1);
  CHECK(results_of(stopped).size() == 2);
  CHECK(has(stopped.err, "daily.mesh:3: gather s09: failed with exit code 1"));
  const auto went_on = run_there({"run", "-"}, {"--keep-going", "-q"}, "gather s09\nstatus\n");
  CHECK(went_on.code == 1);
  CHECK(went_on.err.starts_with("error: unknown_target: s09 is not in this mesh\n"));
  CHECK(times(went_on.err, "\n") == 2); // and its remedy
  CHECK(has(went_on.out, "mesh FULL"));
  const auto there_is_none = run_there({"run", "nowhere.mesh"});
  CHECK(there_is_none.code == 2);
}

TEST_CASE_METHOD(served, "O7 Ctrl-C cancels what runs elsewhere", "[process]") {
  mesh_process waiting(there({"run", "-"}));
  waiting.write("status\nwait 10m\nstatus\n");
  waiting.close_input();
  waiting.wait_for_remark("mesh> wait 10m");
  waiting.signal(SIGINT);
  const auto got = waiting.end();
  CHECK(got.code == 1);
  CHECK(has(got.err, "cancelled"));
  CHECK(has(got.err, "interrupted; the script stops here"));
  CHECK(run_there({"status"}).code == 0);
}

TEST_CASE_METHOD(served, "O7 a mesh that is killed in the middle is told", "[process]") {
  mesh_process waiting(there({"run", "-"}));
  waiting.write("wait 10m\n");
  waiting.close_input();
  waiting.wait_for_remark("mesh> wait 10m");
  hub->signal(SIGKILL);
  const auto got = waiting.end();
  CHECK(got.code == 1);
  CHECK(has(got.err, "broke before the end"));
  CHECK(has(got.err, "what the command did is not known"));
  const auto later = run_there({"status"});
  CHECK(later.code == 1);
  CHECK(has(later.err, "no process listens at " + at));
}

TEST_CASE_METHOD(served, "O7 a mesh that listens goes on after its script, until SIGTERM",
                 "[process]") {
  hub->write("status\n");
  hub->wait_for_result("mesh FULL");
  hub->close_input();
  hub->wait_for_remark("serving until SIGINT or SIGTERM");
  CHECK(run_there({"status"}).code == 0);
  hub->signal(SIGTERM);
  CHECK(hub->end().code == 0);
}

TEST_CASE_METHOD(served, "X2 a mesh that listens reads its certificates anew on SIGHUP",
                 "[process]") {
  const auto old = run_there({"status"});
  CHECK(old.code == 0);
  const auto fresh = (path() / "fresh").string(); // of another authority
  REQUIRE(run_mesh({"certs", "init", fresh}).code == 0);
  for (const auto& [name, role] :
       {std::pair("hub", "orchestrator"), std::pair("ann", "operator")})
    REQUIRE(run_mesh({"certs", "issue", name, "--role", role, "--host", "localhost",
                      "127.0.0.1", "--dir", fresh})
                .code
            == 0);
  set_content(std::filesystem::path(certs) / "hub.key", "no key"); // is not taken
  hub->signal(SIGHUP);
  hub->wait_for_remark("certificates were not reloaded");
  for (const auto* file : {"ca.crt", "hub.crt", "hub.key"})
    std::filesystem::copy_file(std::filesystem::path(fresh) / file,
                               std::filesystem::path(certs) / file,
                               std::filesystem::copy_options::overwrite_existing);
  hub->signal(SIGHUP);
  ended with_fresh;
  for (int i = 0; with_fresh.code != 0 && i < 200; ++i) // until they are read
    with_fresh = run_mesh({"status", "--at", at, "--certs", fresh});
  CHECK(with_fresh.code == 0);
  hub->close_input();
  hub->wait_for_remark("serving until SIGINT or SIGTERM");
  hub->signal(SIGTERM);
  CHECK(hub->end().code == 0);
}

TEST_CASE_METHOD(served, "O7 options may stand before a command, also those without a value",
                 "[process]") {
  const auto quiet = run_mesh({"-q", "--at", at, "--certs", certs, "status"});
  CHECK(quiet.code == 0);
  CHECK(quiet.out.starts_with("mesh FULL\n"));
  CHECK(quiet.err.empty());
  const auto lines = run_mesh(
      {"--strict", "-o", "json", "--at=" + at, "--certs", certs, "--quiet", "gather", "s00"});
  CHECK(json::parse(lines.out)["command"] == "gather");
  CHECK(run_mesh({"-q"}).code == 2);
}

TEST_CASE_METHOD(served, "G1 a gather that is planned from elsewhere keeps its own --at",
                 "[process]") {
  for (const auto& time : {words{"--at", "2999-01-01 12:00"}, words{"--at=2999-01-01 12:00"}}) {
    words what{"gather", "s00"};
    what.insert(what.end(), time.begin(), time.end());
    const auto planned = run_there(what);
    CHECK(planned.code != 0);
    CHECK(has(planned.err, "more than 31 days ahead"));
  }
}

TEST_CASE_METHOD(served, "X2 who has no business there is told with what helps", "[process]") {
  SECTION("a node's certificate") {
    issue("n1", "sectors");
    const auto denied = run_there({"status"}, {"--as", "n1"});
    CHECK(denied.code == 5);
    CHECK(has(denied.err, "denied: the role sectors may not use"));
  }
  SECTION("of another mesh") {
    const auto other = (path() / "other").string();
    REQUIRE(run_mesh({"certs", "init", other}).code == 0);
    REQUIRE(run_mesh({"certs", "issue", "eve", "--role", "operator", "--dir", other}).code
            == 0);
    const auto refused = run_mesh({"status", "--at", at, "--certs", other});
    CHECK(refused.code == 1);
    CHECK(has(refused.err, "was issued by another authority than"));
  }
  SECTION("several operators to choose from") {
    issue("bob", "operator");
    const auto which = run_there({"status"});
    CHECK(which.code == 2);
    CHECK(has(which.err, "ann, bob"));
    CHECK(run_there({"status"}, {"--as", "bob"}).code == 0);
  }
  SECTION("none at all") {
    const auto none = run_mesh({"status", "--at", at, "--certs", (path() / "empty").string()});
    CHECK(none.code == 1);
    CHECK(has(none.err, "error: "));
  }
  SECTION("another server than expected") {
    const auto wrong = run_there({"status"}, {"--server-name", "hub2"});
    CHECK(wrong.code == 1);
    CHECK(has(wrong.err, "expected orchestrator/hub2"));
  }
}

TEST_CASE_METHOD(listening, "O7 slips of the command line are told before anybody is asked",
                 "[process]") {
  const auto hint = run_mesh({"status"});
  CHECK(hint.code == 2);
  CHECK(has(hint.err, "mesh dev -c 'status'"));
  CHECK(has(hint.err, "--at HOST"));
  CHECK(run_mesh({"status", "--at"}).code == 2);
  const auto twice = run_mesh({"gather", "--at", "noon", "--at", "localhost"});
  CHECK(twice.code == 2);
  CHECK(has(twice.err, "--at is there twice, with \"noon\" and \"localhost\""));
  CHECK(run_mesh({"status", "--at", "a b", "--certs", certs}).code == 2);
  CHECK(run_mesh({"status", "--at", "localhost", "-o", "xml"}).code == 2);
  CHECK(run_mesh({"run", "-"}).code == 1);
  const words dev{"dev", "--config", MESH_SMALL_CONFIG, "-c", "status", "--listen"};
  const auto listen = [&](const words& more) {
    auto all = dev;
    all.insert(all.end(), more.begin(), more.end());
    return run_mesh(all);
  };
  CHECK(listen({"somewhere", "--certs", certs}).code == 2);
  const auto bare = listen({"0"});
  CHECK(bare.code == 2);
  CHECK(has(bare.err, "--certs DIR"));
  CHECK(has(listen({"0", "--certs", certs, "--virtual-time"}).err, "virtual time"));
}

TEST_CASE_METHOD(served, "O7 contexts keep where a mesh is and who asks", "[process]") {
  CHECK(run_mesh({"context", "add", "lab", "--at", at, "--certs", certs}).code == 0);
  CHECK(run_mesh({"status"}).out.starts_with("mesh FULL\n")); // the first one is in use
  const auto twice = run_mesh({"context", "add", "lab", "--at", at, "--certs", certs});
  CHECK(twice.code == 1);
  CHECK(has(twice.err, "already_exists"));
  CHECK(run_mesh({"context", "add", "gone", "--at", "localhost:1", "--certs", certs, "--as",
                  "ann", "--server-name", "hub"})
            .code
        == 0);
  CHECK(run_mesh({"context", "use", "gone"}).code == 0);
  CHECK(has(run_mesh({"status"}).err, "no process listens at localhost:1"));
  CHECK(run_mesh({"status", "--context", "lab"}).code == 0);
  const auto listed = json::parse(run_mesh({"context", "list", "-o", "json"}).out);
  REQUIRE(listed["rows"].size() == 2);
  CHECK(listed["rows"][0]["name"] == "gone");
  CHECK(listed["rows"][0]["current"] == true);
  CHECK(has(run_mesh({"context", "list"}).out, "* gone"));
  CHECK(run_mesh({"context", "remove", "gone"}).code == 0);
  CHECK(run_mesh({"status"}).code == 2); // none is in use
  CHECK(run_mesh({"context", "use", "nosuch"}).code == 2);
  CHECK(run_mesh({"context", "add", "no name", "--at", at, "--certs", certs}).code == 2);
  set_content(path() / "config" / "mesh" / "contexts.json", "dear diary");
  const auto damaged = run_mesh({"status"});
  CHECK(damaged.code == 1);
  CHECK(has(damaged.err, "contexts.json is damaged"));
}

TEST_CASE_METHOD(served, "X2 curl reads the status with an operator's certificate only",
                 "[process]") {
  const auto curl = "curl -sS --max-time 20 --cacert " + certs + "/ca.crt https://" + at;
  const auto ann = " --cert " + certs + "/ann.crt --key " + certs + "/ann.key ";
  const auto good = shell(curl + "/v1/status" + ann);
  CHECK(has(good, "\"command\":\"status\""));
  CHECK(has(good, "status 0"));
  const auto refused = shell(curl + "/v1/status");
  CHECK(has(refused, "certificate required"));
  CHECK_FALSE(has(refused, "status 0"));
  CHECK(has(shell(curl + "/v1/commands" + ann + "-d '{\"script\": \"kpi\"}'"), "\"end\""));
  CHECK(has(shell(curl + "/metrics" + ann), "# TYPE mesh_agents gauge"));
  if (has(shell("command -v promtool"), "status 0"))
    CHECK(shell(curl + "/metrics" + ann + "| promtool check metrics") == "status 0\n");
  else
    WARN("promtool is not installed: only tests/control reads /metrics strictly");
}

TEST_CASE_METHOD(served, "O7 V11 an operator elsewhere starts a chain, whose text goes along",
                 "[process]") {
  const auto file = (path() / "c.chain.json").string();
  std::ofstream(file)
      << R"({"name": "c", "tasks": [{"name": "a", "next": ["b"]}, {"name": "b"}]})";
  auto run = run_there({"chain", "check", file}, {"-o", "json"});
  CHECK(run.code == 0);
  run = run_there({"chain", "run", file, "--follow"}, {"-o", "json"});
  INFO(run.out << run.err);
  CHECK(run.code == 0);
  CHECK(results_of(run).at(0).at("phase") == "complete");
  const auto script = (path() / "s.mesh").string();
  std::ofstream(script) << "chain run " + file + " --follow\n";
  CHECK(run_there({"run", script}).code == 0);
  std::ofstream(file) << R"({"name": "c", "tasks": [{"name": "a", "effects":
                             [{"name": "e", "command": ["touch", "x"]}]}]})";
  run = run_there({"chain", "run", file}, {"-o", "json"});
  CHECK(run.code != 0);
  CHECK(results_of(run).at(0).at("error").at("code") == "denied");
  std::ofstream(file) << std::string(2 << 20, ' ');
  run = run_there({"chain", "run", file});
  CHECK(run.code == 1);
  CHECK(has(run.err, "payload_too_large"));
  CHECK(run_there({"chain", "check", (path() / "nowhere").string()}).code != 0);
}
