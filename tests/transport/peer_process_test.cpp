// X2: peers in processes of their own, which die, stop, and come back.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <caf/io/all.hpp>

#include "tests/support/catch.hpp"
#include "tests/transport/link_support.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace mesh::transport;

namespace {

class peer_process {
public:
  peer_process(const std::filesystem::path& folder, const std::string& name,
               std::uint16_t port) {
    const auto dir = folder.string(), number = std::to_string(port);
    pid_ = ::vfork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      ::execl(MESH_LINK_PEER, MESH_LINK_PEER, dir.c_str(), name.c_str(), number.c_str(),
              nullptr);
      ::_exit(127);
    }
  }
  ~peer_process() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  peer_process(const peer_process&) = delete;
  peer_process& operator=(const peer_process&) = delete;
  void signal(int number) const { REQUIRE(::kill(pid_, number) == 0); }

private:
  pid_t pid_ = -1;
};

/// o1 publishes a mailbox to which peers send an actor of theirs.
struct hub : authorities {
  explicit hub(const transport_config& limits = test_limits())
      : o1(issue("orchestrator/o1"), limits), mailbox(o1.system()) {
    issue("sectors/n1");
    issue("sectors/n2");
    auto published = o1.system().middleman().publish(caf::actor_cast<caf::actor>(mailbox), 0,
                                                     "sectors@127.0.0.1");
    REQUIRE(published);
    port = *published;
  }
  /// The actor of the next peer that comes, monitored.
  caf::actor next_peer() {
    caf::actor peer;
    mailbox->receive([&](const caf::actor& sent) { peer = sent; },
                     caf::after(std::chrono::seconds(20)) >> [] { FAIL("nobody came"); });
    mailbox->monitor(peer);
    return peer;
  }
  /// Whether the next news is that this actor is down.
  bool hears_end_of(const caf::actor& peer) {
    bool heard = false;
    mailbox->receive([&](const caf::down_msg& down) { heard = down.source == peer; },
                     caf::after(std::chrono::seconds(20)) >> [] {});
    return heard;
  }

  link_node o1;
  caf::scoped_actor mailbox;
  std::uint16_t port = 0;
};

} // namespace

TEST_CASE("X2 a peer that is killed is down at once, others stay", "[transport]") {
  hub both;
  peer_process n1(both.ours, "n1", both.port);
  auto first = both.next_peer();
  peer_process n2(both.ours, "n2", both.port);
  auto second = both.next_peer();
  n2.signal(SIGKILL);
  CHECK(both.hears_end_of(second));
  CHECK(both.o1.has_up(1));
  CHECK(ask(both.o1.system(), first, 3) == 3);
}

TEST_CASE("X2 a peer that hangs is down after the idle timeout", "[transport]") {
  auto limits = test_limits();
  limits.idle_timeout_ms = 2'000;
  hub both(limits);
  peer_process n1(both.ours, "n1", both.port);
  auto first = both.next_peer();
  peer_process n2(both.ours, "n2", both.port);
  auto second = both.next_peer();
  n2.signal(SIGSTOP);
  CHECK(both.hears_end_of(second));
  CHECK(both.o1.saw(link_end::idle));
  CHECK(ask(both.o1.system(), first, 3) == 3);
}

TEST_CASE("X2 another process of a peer stands beside the first, a third replaces the second",
          "[transport]") {
  hub both;
  peer_process first(both.ours, "n1", both.port);
  auto one = both.next_peer();
  peer_process second(both.ours, "n1", both.port);
  auto two = both.next_peer();
  CHECK(ask(both.o1.system(), one, 3) == 3); // whose the name is is not decided here
  CHECK(ask(both.o1.system(), two, 3) == 3);
  peer_process third(both.ours, "n1", both.port);
  CHECK(both.hears_end_of(two));
  auto three = both.next_peer();
  CHECK(ask(both.o1.system(), one, 3) == 3);
  CHECK(ask(both.o1.system(), three, 3) == 3);
  CHECK(both.o1.counts().of(link_end::replaced) == 1);
  CHECK(both.o1.has_up(2));
}

TEST_CASE("X2 after a link's end the same process can dial again", "[transport]") {
  auto limits = test_limits();
  limits.link_age_hours = 1.0 / 3'600;
  authorities both;
  link_node o1(both.issue("orchestrator/o1"), limits), n1(both.issue("sectors/n1"));
  auto port = o1.publish();
  auto first = n1.must_reach("orchestrator/o1", port);
  REQUIRE(o1.saw(link_end::aged));
  REQUIRE(n1.has_up(0));
  CHECK(n1.record.eventually([&] {
    // CAF may still give the old handle; what is sent to that is never answered
    auto again = n1.reach("orchestrator/o1", port);
    return again && ask(n1.system(), *again, 6, std::chrono::milliseconds(300)) == 6;
  }));
  CHECK(n1.counts().made >= 2);
}
