// N1: a model behind plain words, as people configure and meet it.
#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

/// An endpoint on loopback that gives every question the same answer, until it is closed.
class fixed_model {
public:
  explicit fixed_model(const json& answer) {
    const auto body = json{{"choices", {{{"message", {{"content", answer.dump()}}}}}}}.dump();
    answer_ = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + std::to_string(body.size()) + "\r\n\r\n" + body;
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof where;
    auto* address = reinterpret_cast<sockaddr*>(&where);
    REQUIRE(::bind(door_, address, length) == 0);
    REQUIRE(::listen(door_, 8) == 0);
    REQUIRE(::getsockname(door_, address, &length) == 0);
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~fixed_model() {
    ::shutdown(door_, SHUT_RDWR);
    thread_.join();
    ::close(door_);
  }
  fixed_model(const fixed_model&) = delete;
  fixed_model& operator=(const fixed_model&) = delete;

  /// The results of sentences that are said to a mesh which asks it; `model` changes how.
  [[nodiscard]] std::vector<json> said(const words& sentences,
                                       const json& model = json::object()) const {
    json how = {{"url", "http://127.0.0.1:" + std::to_string(port_) + "/v1"},
                {"name", "fixed"},
                {"plain_http", true},
                {"private_addresses", true}};
    how.update(model);
    const json all = {
        {"topology", {{"sectors", 3}, {"clusters_per_sector", 3}, {"agents_per_cluster", 5}}},
        {"talk", {{"model", how}}}};
    const scratch_folder folder;
    words arguments{"dev",          "--config", folder.file("mesh.json", all.dump()),
                    "--keep-going", "-o",       "json"};
    for (const auto& sentence : sentences)
      arguments.insert(arguments.end(), {"-c", sentence});
    return results_of(run_mesh(arguments));
  }

private:
  void serve() const {
    for (;;) {
      const auto peer = ::accept(door_, nullptr, nullptr);
      if (peer < 0)
        return;
      std::array<char, 65'536> bytes{};
      std::string request;
      // The body is one JSON object, and the last byte of the request its end.
      while (!request.ends_with("}")) {
        const auto got = ::read(peer, bytes.data(), bytes.size());
        if (got <= 0)
          break;
        request.append(bytes.data(), static_cast<std::size_t>(got));
      }
      (void)!::write(peer, answer_.data(), answer_.size());
      ::close(peer);
    }
  }

  const int door_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::string answer_;
  std::thread thread_;
};

} // namespace

TEST_CASE(
    "N1 a wish that the model reads is proposed, and done on a yes, and the rest is refused",
    "[process]") {
  const fixed_model model({{"commands", {"freeze s01", "freeze all"}}, {"say", "as you like"}});
  const auto said = model.said({"talk be a dear and freeze sector 1 pronto", "status",
                                "proposal 1", "talk do it", "status"});
  REQUIRE(said.size() == 5);
  CHECK(said[0]["answer"][0] == "model: as you like");
  CHECK(said[0]["proposals"] == json::array({1}));
  CHECK(said[0]["model"]["refused"][0]["command"] == "freeze all");
  CHECK(said[1]["frozen"]["agents"] == 0);
  CHECK(said[2]["commands"] == json::array({"freeze s01"}));
  CHECK(said[2]["author"] == "model");
  CHECK(said[2]["by"] == "console");
  CHECK(said[4]["frozen"]["agents"] == 15);
}

TEST_CASE("X5 a model at a special address is asked only when that is allowed", "[process]") {
  const fixed_model model({{"commands", json::array()}, {"say", "hello"}});
  const auto said =
      model.said({"talk sing", "talk how is sector 1?"}, {{"private_addresses", false}});
  REQUIRE(said.size() == 2);
  CHECK(said[0]["exit_code"] == 2);
  CHECK(said[0]["understood"] == false);
  CHECK(has(said[0]["error"]["remedy"].get<std::string>(), "talk.model.private_addresses"));
  CHECK(said[1]["exit_code"] == 0);
}

TEST_CASE("N1 a mesh whose model has no key does not start, and says which file", "[process]") {
  const scratch_folder folder;
  const auto file = folder.file(
      "mesh.json", R"({"talk": {"model": {"url": "https://model.example/v1", "name": "m",
                                          "key_file": "/nowhere/key"}}})");
  const auto run = run_mesh({"dev", "--config", file, "-c", "status"});
  CHECK(run.code != 0);
  CHECK(has(run.err, "/nowhere/key"));
}
