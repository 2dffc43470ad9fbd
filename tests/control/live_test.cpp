// O1: the live WebSocket, and hostile ends of it.
#include "tests/control/socket_peer.hpp"
#include "tests/live/live_support.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

namespace {

/// The text of this kind.
json text_of_kind(socket_peer& peer, const std::string& kind) {
  for (;;) {
    const auto one = peer.next_of(socket_peer::text);
    if (one.opcode < 0)
      return nullptr;
    auto text = json::parse(one.payload);
    if (text["kind"] == kind)
      return text;
  }
}

} // namespace

TEST_CASE_METHOD(plain_mesh, "O1 a dashboard gets a snapshot, and figures of the same mesh",
                 "[control][web]") {
  socket_peer peer(port());
  REQUIRE(peer.open("other, mesh.live.v1") == 101);
  live_reader reader;
  const auto first = peer.next_of(socket_peer::binary);
  REQUIRE(first.payload.size() >= 16);
  CHECK(first.payload[0] == 1);
  REQUIRE(reader.take(first.payload));
  CHECK(reader.cells.size() == 45);
  const auto figures = text_of_kind(peer, "figures");
  CHECK(figures["version"].get<int>() > 0);
  CHECK(figures["heard"] == 45);
  CHECK(figures["of"] == 45);
  CHECK(figures["status"]["command"] == "status");
  CHECK(figures["status"]["agents"]["total"] == 45);
  CHECK(figures["kpi"]["rows"].size() > 5);
}

TEST_CASE_METHOD(plain_mesh, "O1 deltas keep a dashboard at what the mesh counts",
                 "[control][web]") {
  socket_peer peer(port());
  REQUIRE(peer.open() == 101);
  live_reader reader;
  mesh().freeze(sector_id{1});
  json figures;
  do {
    const auto one = peer.next();
    REQUIRE(one.opcode > 0);
    if (one.opcode == socket_peer::binary)
      REQUIRE(reader.take(one.payload));
    else if (const auto text = json::parse(one.payload); text["kind"] == "figures")
      figures = text;
  } while (figures.is_null() || figures["cells"]["frozen"] != 15);
  const auto counts = live::count(reader.all());
  CHECK(reader.version == figures["version"]);
  CHECK(counts.frozen == 15);
  CHECK(counts.members == figures["cells"]["members"]);
}

TEST_CASE_METHOD(plain_mesh, "O1 who comes after a rest is told nothing that is old",
                 "[control][web]") {
  {
    socket_peer first(port());
    REQUIRE(first.open() == 101);
    REQUIRE(text_of_kind(first, "figures")["cells"]["frozen"] == 0);
  }
  REQUIRE(eventually([&] { return counts().connections == 0; }));
  mesh().freeze(sector_id{2});
  socket_peer second(port());
  REQUIRE(second.open() == 101);
  live_reader reader;
  REQUIRE(reader.take(second.next_of(socket_peer::binary).payload));
  CHECK(live::count(reader.all()).frozen == 15);
  CHECK(text_of_kind(second, "figures")["status"]["frozen"]["agents"] == 15);
}

TEST_CASE_METHOD(plain_mesh, "G1 O1 a gather's answers are shown around T", "[control][web]") {
  socket_peer peer(port());
  REQUIRE(peer.open() == 101);
  scatter_request request;
  const auto result = mesh().scatter(request);
  json run;
  do {
    run = text_of_kind(peer, "run");
    REQUIRE_FALSE(run.is_null());
  } while (run["run"]["clusters_running"] != 0 || run["run"]["targets"] != 45);
  CHECK(run["run"]["ready"] == result.summary.ready);
  CHECK(run["run"]["sent"] == result.summary.sent);
  CHECK(run["run"]["skipped"] == result.summary.skipped);
  std::uint32_t in_bins = 0;
  for (const auto& bin : run["run"]["bins"])
    in_bins += bin[1].get<std::uint32_t>();
  CHECK(in_bins == result.summary.ready);
}

TEST_CASE_METHOD(plain_mesh, "O1 a paused dashboard is sent nothing until it goes on",
                 "[control][web]") {
  socket_peer peer(port());
  REQUIRE(peer.open() == 101);
  peer.next_of(socket_peer::binary);
  peer.send(socket_peer::text, "pause");
  peer.send(socket_peer::ping, "heard");
  peer.next_of(10);                       // the pong: the pause was heard before
  peer.send(socket_peer::ping, "silent"); // figures would come between, each second
  CHECK(peer.next().payload == "silent");
  peer.send(socket_peer::text, "resume");
  CHECK_FALSE(text_of_kind(peer, "figures").is_null());
}

TEST_CASE_METHOD(plain_mesh, "X5 hostile frames close the WebSocket with a reason",
                 "[control][web]") {
  socket_peer peer(port());
  REQUIRE(peer.open() == 101);
  SECTION("a giant message") {
    peer.send(socket_peer::text, std::string(5'000, 'x'));
    CHECK(peer.next_of(socket_peer::close).code() == 1009);
  }
  SECTION("one that only claims to be giant") {
    peer.send(socket_peer::text, "x", std::size_t{1} << 40);
    CHECK(peer.next_of(socket_peer::close).code() == 1009);
  }
  SECTION("a text that is no UTF-8") {
    peer.send(socket_peer::text, "\xc3\x28");
    CHECK(peer.next_of(socket_peer::close).code() == 1007);
  }
  SECTION("a text that means nothing") {
    peer.send(socket_peer::text, "freeze all");
    const auto end = peer.next_of(socket_peer::close);
    CHECK(end.code() == 1008);
    CHECK(end.payload.find("pause or resume") != std::string::npos);
  }
  SECTION("bytes where texts are expected") {
    peer.send(socket_peer::binary, "pause");
    CHECK(peer.next_of(socket_peer::close).code() == 1003);
  }
  SECTION("a flood of messages") {
    for (int i = 0; i < 200; ++i)
      peer.send(socket_peer::text, "resume");
    CHECK(peer.next_of(socket_peer::close).code() == 1008);
  }
  SECTION("a flood of pings") {
    for (int i = 0; i < 200; ++i)
      peer.send(socket_peer::ping, "x");
    CHECK(peer.next_of(socket_peer::close).code() == 1008);
  }
  SECTION("what is no frame") {
    peer.raw(std::string(64, '\xff'));
    CHECK(peer.next_of(socket_peer::close).code() == 1002);
  }
  CHECK(peer.is_closed());
  socket_peer honest(port());
  REQUIRE(honest.open() == 101);
  CHECK(honest.next_of(socket_peer::binary).payload.size() == 16 + 45 * 8);
}

TEST_CASE_METHOD(plain_mesh, "X5 only our own pages open the WebSocket", "[control][web]") {
  CHECK(socket_peer(port()).open("mesh.live.v1", "Origin: http://evil.example\r\n") == 403);
  CHECK(socket_peer(port()).open("mesh.live.v1", "Origin: null\r\n") == 403);
  CHECK(socket_peer(port()).open("mesh.live.v1", "Origin: http://" + host() + "\r\n") == 101);
  CHECK(socket_peer(port()).open("mesh.live.v2") == 426);
  CHECK(socket_peer(port()).open("") == 426);
  CHECK(ask("GET", "/v1/live").starts_with("HTTP/1.1 426"));
}

TEST_CASE_METHOD(served_mesh, "X2 O1 with certificates the live link is for operators only",
                 "[control][web]") {
  socket_peer peer(port(), credentials_of(ann));
  REQUIRE(peer.open() == 101);
  CHECK(peer.next_of(socket_peer::binary).payload.size() == 16 + 45 * 8);
  peer.send(socket_peer::text, "nonsense");
  CHECK(peer.next_of(socket_peer::close).code() == 1008);
  CHECK(socket_peer(port(), credentials_of(n1)).open() == 403);
}

TEST_CASE("X5 more dashboards than there may be are refused, and leave room when they go",
          "[control][web]") {
  auto limits = control_limits();
  limits.dashboards = 2;
  const plain_mesh served(limits);
  auto first = std::make_unique<socket_peer>(served.port());
  socket_peer second(served.port());
  CHECK(first->open() == 101);
  CHECK(second.open() == 101);
  CHECK(socket_peer(served.port()).open() == 503);
  first.reset();
  CHECK(eventually([&] { return socket_peer(served.port()).open() == 101; }));
}

TEST_CASE("O1 a dashboard that leaves in the middle is forgotten, and the others go on",
          "[control][web]") {
  plain_mesh served;
  socket_peer honest(served.port());
  REQUIRE(honest.open() == 101);
  auto gone = std::make_unique<socket_peer>(served.port());
  REQUIRE(gone->open() == 101);
  gone.reset(); // in the middle
  CHECK(honest.next_of(socket_peer::binary).opcode == socket_peer::binary);
  CHECK(eventually([&] { return served.counts().connections == 1; }));
}
