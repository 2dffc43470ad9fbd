// X1, X5, M3, M4: agents that are functions behind URLs, good and bad ones, in processes of
// their own.
#include <csignal>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

/// A Python program that says its port, or a line that ends with it.
class python_server {
public:
  explicit python_server(const words& arguments, const std::string& key = {}) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      if (!key.empty())
        ::setenv("MESH_KEY", key.c_str(), 1);
      std::vector<char*> argv;
      for (const auto& one : arguments)
        argv.push_back(const_cast<char*>(one.c_str()));
      argv.push_back(nullptr);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';)
      line_ += c;
    ::close(ends[0]);
    INFO("python3 is needed for this test");
    REQUIRE_FALSE(line_.empty());
  }
  ~python_server() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  python_server(const python_server&) = delete;
  python_server& operator=(const python_server&) = delete;
  [[nodiscard]] const std::string& line() const { return line_; }

private:
  pid_t child_ = -1;
  std::string line_;
};

/// Functions, and a mesh with one of them as its first agent.
struct functions {
  scratch_folder folder;
  std::string ledger = folder.path("ledger");
  std::string data = folder.path("kept");
  python_server server{
      {"python3", "-B", MESH_CALLED_FUNCTIONS, ledger, data + "/agent-certificates/ca.crt"}};

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + server.line() + "/" + path;
  }
  [[nodiscard]] nlohmann::json config(const std::string& path) const {
    nlohmann::json all;
    all["topology"] = {{"sectors", 1}, {"clusters_per_sector", 1}, {"agents_per_cluster", 3}};
    all["agents"] = {{{"where", "s00.c00.a00"},
                      {"class", "B_SERVERLESS"},
                      {"capabilities", {"call"}},
                      {"http", {{"url", url(path)}, {"answer_bytes", 50'000}}}}};
    all["calls"] = {{"hosts", {"127.0.0.1"}},
                    {"plain_http", true},
                    {"private_addresses", true},
                    {"retry_ms", 5},
                    {"longest_retry_ms", 10}};
    return all;
  }
  [[nodiscard]] std::vector<nlohmann::json> run(const nlohmann::json& config,
                                                const words& commands) const {
    words arguments{"dev",          "--config", folder.file("mesh.json", config.dump()),
                    "--keep-going", "-o",       "json"};
    for (const auto& one : commands)
      arguments.insert(arguments.end(), {"-c", one});
    return results_of(run_mesh(arguments));
  }
  /// The calls that came: path, webhook-id and attempt of each.
  [[nodiscard]] std::vector<std::string> calls() const {
    std::vector<std::string> all;
    std::ifstream in(ledger);
    for (std::string line; std::getline(in, line);)
      all.push_back(line);
    return all;
  }
};

/// A port that nobody listens at now.
int free_port() {
  const auto listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  ::close(listener);
  return ntohs(at.sin_port);
}

/// A mesh whose functions may answer later, at its door for agents from outside.
struct patient_mesh {
  functions f;
  std::string where = "127.0.0.1:" + std::to_string(free_port());

  /// The result of a command, when the function was told of as many answers.
  nlohmann::json run(nlohmann::json config, const std::string& command, std::size_t told = 1) {
    config["gateway"]["callback_url"] = "https://" + where;
    mesh_process mesh({"dev", "--config", f.folder.file("mesh.json", config.dump()), "--data",
                       f.data, "--agents", where, "-o", "jsonl"});
    mesh.wait_for_remark("agents from outside");
    mesh.write(command + "\n");
    mesh.wait_for_result("\n");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (answers().size() < told && std::chrono::steady_clock::now() < deadline)
      ::poll(nullptr, 0, 5); // gives way to the function
    return nlohmann::json::parse(mesh.so_far().out);
  }
  /// What the function was told of its answers.
  [[nodiscard]] words answers() const {
    words all;
    for (const auto& line : f.calls())
      if (line.starts_with("told"))
        all.push_back(line);
    return all;
  }
};

} // namespace

TEST_CASE("X1 a function takes a job, and answers it once at the mesh's door", "[process]") {
  patient_mesh m;
  const auto result = m.run(m.f.config("promises"), "delegate hello --capability call", 2);
  CHECK(result["result"] == "did hello later");
  CHECK(m.answers() == words{"told 200", "told 409 already_exists"});
}

TEST_CASE("X1 what a function does badly at the mesh's door is told it by name", "[process]") {
  patient_mesh m;
  const auto result =
      m.run(m.f.config("promises_badly"), "delegate hello --capability call", 4);
  CHECK(result["result"] == "at last");
  CHECK(m.answers()
        == words{"told 405 unsupported", "told 404 unknown_target",
                 "told 413 call_answer_limit", "told 200"});
}

TEST_CASE("X1 an answer without a length is read no further than it may go", "[process]") {
  patient_mesh m;
  auto config = m.f.config("promises_too_much");
  config["agents"][0]["http"]["callback_ms"] = 1'000;
  const auto result = m.run(config, "ask hello --capability call --timeout 20s");
  CHECK(result["exceptions"].at(0)["reason"] == "call_timeout");
  CHECK(m.answers() == words{"told 413 call_answer_limit"});
}

TEST_CASE("M3 a late answer that is none fails its job, and one that comes too late is told so",
          "[process]") {
  const auto [path, verb, code, told] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"promises_nonsense", "ask", "call_bad_answer", "told 400 call_bad_answer"},
          {"promises_nonsense", "delegate", "unknown", "told 400 call_bad_answer"},
          {"forgets", "ask", "call_timeout", "told 410 late"},
          {"forgets", "delegate", "unknown", "told 410 late"},
      }));
  CAPTURE(path, verb);
  patient_mesh m;
  auto config = m.f.config(path);
  config["agents"][0]["http"]["callback_ms"] = 1'000;
  const auto result = m.run(config, verb + " hello --capability call --timeout 20s");
  CAPTURE(result);
  CHECK((verb == "ask" ? result["exceptions"].at(0)["reason"] : result["error"]["code"])
        == code);
  CHECK(m.answers() == words{told});
}

TEST_CASE("X1 a function behind a URL does an agent's work", "[process]") {
  functions f;
  const auto results =
      f.run(f.config("good"), {"delegate hello --capability call",
                               "gather s00.c00.a00 --window 1m --unscheduled"});
  REQUIRE(results.size() == 2);
  CHECK(results[0]["result"] == "did hello");
  CHECK(results[0]["agent"] == "s00.c00.a00");
  CHECK(results[1]["ready"] == 1);
  CHECK(f.calls().size() == 2);
}

TEST_CASE("O3 a function that does badly is a named error, and the mesh lives on",
          "[process]") {
  functions f;
  const auto [path, code, calls] = GENERATE(table<std::string, std::string, std::size_t>({
      {"failing", "work_failed", 1},
      {"later", "call_bad_answer", 1},
      {"broken", "call_failed", 4},
      {"moved", "call_refused", 1},
      {"missing", "call_refused", 1},
      {"garbage", "call_bad_answer", 1},
      {"page", "call_bad_answer", 1},
      {"giant", "call_answer_limit", 1},
      {"hangs_up", "call_failed", 4},
      {"never", "call_timeout", 1},
  }));
  CAPTURE(path);
  auto config = f.config(path);
  if (path == "never")
    config["agents"][0]["http"]["timeout_ms"] = 1'000;
  const auto results =
      f.run(config, {"ask hello --capability call --timeout 20s", "expect agents.total = 3"});
  REQUIRE(results.size() == 2);
  CAPTURE(results[0]);
  const auto& why = results[0]["exceptions"].at(0);
  CHECK(why["reason"] == code);
  if (path != "failing")
    CHECK(has(why["detail"].get<std::string>(), f.url(path)));
  CHECK(results[1]["held"] == true);
  CHECK(f.calls().size() == calls);
}

TEST_CASE("K1 a function's conflict is one of the mesh", "[process]") {
  functions f;
  const auto results =
      f.run(f.config("conflict"), {"gather s00.c00.a00 --window 1m --unscheduled"});
  REQUIRE(results.size() == 1);
  CHECK(results[0]["conflict"] == 1);
}

TEST_CASE("M4 a function that is starting is called again by the same name", "[process]") {
  functions f;
  const auto results =
      f.run(f.config("recovers"), {"ask hello --capability call --timeout 20s"});
  REQUIRE(results.size() == 1);
  CAPTURE(results[0]);
  CHECK(results[0]["answers"].at(0)["value"] == "did hello");
  const auto calls = f.calls();
  REQUIRE(calls.size() == 3);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto name = calls[0].substr(0, calls[0].rfind(' '));
    CHECK(calls[i] == name + " " + std::to_string(i));
  }
}

TEST_CASE("M3 work that acts is given to a function once, and its caller is told",
          "[process]") {
  functions f;
  const auto path = GENERATE(as<std::string>{}, "broken", "hangs_up", "never", "garbage");
  auto config = f.config(path);
  config["agents"][0]["http"]["timeout_ms"] = 1'000;
  config["agents"].push_back(config["agents"][0]); // another one that could do it
  config["agents"][1]["where"] = "s00.c00.a01";
  const auto results = f.run(config, {"delegate hello --capability call --timeout 20s"});
  REQUIRE(results.size() == 1);
  CAPTURE(path, results[0]);
  CHECK(results[0]["error"]["code"] == "unknown");
  CHECK(f.calls().size() == 1);
}

TEST_CASE("X5 a URL that must not be called is refused before the mesh starts", "[process]") {
  functions f;
  auto config = f.config("good");
  const auto [key, value, said] = GENERATE(table<std::string, nlohmann::json, std::string>({
      {"hosts", nlohmann::json::array(), "a host of calls.hosts"},
      {"plain_http", false, "https://"},
  }));
  config["calls"][key] = value;
  const auto run =
      run_mesh({"dev", "--config", f.folder.file("mesh.json", config.dump()), "-c", "status"});
  CHECK(run.code == 2);
  CHECK(has(run.err, "/agents/0/http/url"));
  CHECK(has(run.err, said));
}

TEST_CASE("X5 a function at a private address is not called", "[process]") {
  functions f;
  auto config = f.config("good");
  config["calls"]["private_addresses"] = false;
  const auto results = f.run(config, {"delegate hello --capability call"});
  REQUIRE(results.size() == 1);
  CHECK(results[0]["error"]["code"] == "call_denied");
  CHECK(results[0]["exit_code"] == 5);
  CHECK(has(results[0]["error"]["detail"].get<std::string>(), "a special address (loopback)"));
  CHECK(f.calls().empty());
}

TEST_CASE("X1 a function knows the mesh by its key, and answers nobody else", "[process]") {
  scratch_folder folder;
  const auto data = folder.path("kept");
  const auto key_of = [&](const std::string& where) {
    const auto run = run_mesh({"dev", "--config", MESH_EXAMPLES "/functions/mesh.json",
                               "--data", where, "-c", "status"});
    const auto at = run.err.find("whpk_");
    REQUIRE(at != std::string::npos);
    return run.err.substr(at, run.err.find_first_of(" \n", at) - at);
  };
  const auto key = key_of(data);
  CHECK(key_of(data) == key); // of the folder
  python_server function({"python3", "-B", MESH_EXAMPLES "/functions/shout.py", "0"}, key);
  const auto begin = function.line().find("http://");
  std::ifstream in(MESH_EXAMPLES "/functions/mesh.json");
  auto config = nlohmann::json::parse(in);
  config.erase("$schema");
  config["agents"][0]["http"]["url"] = function.line().substr(begin);
  const auto file = folder.file("mesh.json", config.dump());
  const auto ask = [&](const std::string& where) {
    return results_of(run_mesh({"dev", "--config", file, "--data", where, "--keep-going", "-o",
                                "json", "-c", "delegate hello --capability shout"}))
        .at(0);
  };
  CHECK(ask(data)["result"] == "HELLO");
  const auto stranger = ask(folder.path("another"));
  CHECK(stranger["error"]["code"] == "call_refused");
  CHECK(has(stranger["error"]["detail"].get<std::string>(), "401"));
}
