#include "runtime/placement/isolation.hpp"

#include <map>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;
using step = isolation::step;
using state = isolation::state;

namespace {

time_point isolated_at(double ms) {
  return time_point{} + from_ms(ms);
}

/// A node with three peers, 4 s of silence, lost after 6 s; it pauses at 5.5 s.
struct cut {
  explicit cut(const std::vector<std::string>& known = {"b", "c", "d"}) {
    node.told(known);
    node.welcomed(isolated_at(0));
  }

  /// Lets time pass in steps of 100 ms, peers answering at once; what was done meanwhile,
  /// questions apart.
  std::vector<step> until(double ms) {
    std::vector<step> done;
    for (; now_ms <= ms; now_ms += 100)
      for (auto s = next(); s != step::nothing; s = next()) {
        if (s != step::ask_peers) {
          done.push_back(s);
          continue;
        }
        ++asked;
        for (const auto& [peer, what] : peers)
          node.answered(node.round(), peer, what);
      }
    return done;
  }
  step next() { return node.next(isolated_at(now_ms)); }
  void hear_hub(double sent_ms) { node.heard_hub(isolated_at(sent_ms), isolated_at(now_ms)); }
  void all_say(hears what) {
    for (auto& p : peers)
      p.second = what;
  }

  isolation node{placement_config{}};
  std::map<std::string, hears> peers{{"b", hears::no}, {"c", hears::no}, {"d", hears::no}};
  double now_ms = 0;
  int asked = 0;
};

using steps = std::vector<step>;

} // namespace

TEST_CASE("T2 with the hub gone a node goes on", "[placement]") {
  cut c;
  CHECK(c.until(3'900).empty());
  CHECK(c.asked == 0);
  CHECK(c.until(5'400).empty());
  CHECK(c.asked == 3);
  CHECK(c.until(5'500) == steps{step::go_on});
  CHECK(c.node.now_is() == state::alone);
  CHECK(c.until(100'000).empty());
  CHECK(c.asked > 150); // the hub may come back to others only
}

TEST_CASE("R2 a node that is cut off pauses before it can be declared lost", "[placement]") {
  cut c;
  SECTION("half of them hear the hub") {
    c.peers["c"] = c.peers["d"] = hears::yes;
  }
  SECTION("no peer can be reached") {
    c.all_say(hears::unreachable);
  }
  SECTION("with those that can be reached it is only half of the members") {
    c.all_say(hears::unreachable);
    c.peers["b"] = hears::no;
  }
  CHECK(c.until(5'400).empty());
  CHECK(c.until(5'500) == steps{step::pause});
  CHECK(c.node.now_is() == state::paused);
  CHECK(c.until(20'000).empty());
}

TEST_CASE("T2 more than half of the members are enough to go on", "[placement]") {
  cut c;
  SECTION("one was on the host of the hub") {
    c.peers["d"] = hears::unreachable;
  }
  SECTION("one hears the hub, which can do nothing with it alone") {
    c.peers["d"] = hears::yes;
  }
  CHECK(c.until(6'000) == steps{step::go_on});
}

TEST_CASE("T2 without any peer nobody could take over", "[placement]") {
  cut c(std::vector<std::string>{});
  CHECK(c.until(60'000) == steps{step::go_on});
  CHECK(c.asked == 0);
}

TEST_CASE("R2 members count that the hub told of last", "[placement]") {
  cut c({"b"});
  c.node.told({"b", "c"});
  c.all_say(hears::unreachable);
  SECTION("c is one") {
    c.peers["c"] = hears::no;
    CHECK(c.until(6'000) == steps{step::go_on});
  }
  SECTION("d is none") {
    c.peers["d"] = hears::no;
    CHECK(c.until(6'000) == steps{step::pause});
  }
}

TEST_CASE("R2 what the hub has given begins only with the hub", "[placement]") {
  isolation node{placement_config{}};
  CHECK_FALSE(node.may_begin());
  cut c;
  CHECK(c.node.may_begin());
  REQUIRE(c.until(6'000) == steps{step::go_on});
  CHECK_FALSE(c.node.may_begin());
}

TEST_CASE("R2 the time counts from when the newest batch that arrived was sent",
          "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(3'900).empty());
  c.hear_hub(1'000); // it answers late, to something old
  CHECK(c.until(6'400).empty());
  CHECK(c.until(6'500) == steps{step::pause});
}

TEST_CASE("R2 a node that hears its hub again in time does not stop", "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(5'300).empty());
  c.hear_hub(5'200);
  CHECK(c.until(10'600).empty());
  CHECK(c.node.now_is() == state::with_hub);
}

TEST_CASE("R2 batches of a hub that has not welcomed a node give it no time", "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(5'300).empty());
  c.node.heard_hub(std::nullopt, isolated_at(5'300));
  CHECK(c.until(5'500) == steps{step::pause});
}

TEST_CASE("R2 answers of an earlier round do not count", "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(4'400).empty());
  auto old = c.node.round();
  CHECK(c.until(5'400).empty());
  REQUIRE(c.node.round() > old);
  for (const auto* peer : {"b", "c", "d"})
    c.node.answered(old, peer, hears::no);
  CHECK(c.until(5'500) == steps{step::pause});
}

TEST_CASE("R2 a node that stood still does not go on with what it was told before",
          "[placement]") {
  cut c;
  auto stand_still = [&] {
    c.now_ms += 1'000; // long enough for others to begin
  };
  SECTION("while it still waited for its hub") {
    REQUIRE(c.until(5'400).empty());
    stand_still();
  }
  SECTION("while it went on alone") {
    REQUIRE(c.until(8'000) == steps{step::go_on});
    stand_still();
  }
  SECTION("while it went on alone and the hub came back") {
    REQUIRE(c.until(8'000) == steps{step::go_on});
    stand_still();
    c.hear_hub(8'000);
  }
  CHECK(c.next() == step::pause);
}

TEST_CASE("R2 after a pause only the hub's welcome lets a node go on", "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(5'500) == steps{step::pause});
  c.all_say(hears::no); // what was given away before the hub went is not ours
  CHECK(c.until(9'900).empty());
  c.hear_hub(9'900);
  CHECK(c.next() == step::greet);
  CHECK(c.next() == step::nothing);
  c.hear_hub(10'000);
  CHECK(c.until(10'800).empty());
  CHECK(c.until(11'000) == steps{step::greet}); // the first hello was lost, it seems
  c.node.welcomed(isolated_at(11'000));
  CHECK(c.until(11'200) == steps{step::go_on});
  CHECK(c.node.now_is() == state::with_hub);
}

TEST_CASE("R2 a node that is welcomed twice at once after a pause goes on", "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(5'500) == steps{step::pause});
  c.node.welcomed(isolated_at(5'500));
  c.node.welcomed(isolated_at(5'500));
  CHECK(c.until(5'600) == steps{step::go_on});
}

TEST_CASE("R2 a welcome that is older than the time a node has does not let it go on",
          "[placement]") {
  cut c;
  c.all_say(hears::unreachable);
  CHECK(c.until(10'000) == steps{step::pause});
  c.all_say(hears::no); // of before the welcome
  c.node.welcomed(isolated_at(3'000));
  CHECK(c.next() == step::nothing);
  CHECK(c.node.now_is() == state::paused);
}

TEST_CASE("R2 a node that goes on alone pauses soon when it has no majority any more",
          "[placement]") {
  cut c;
  REQUIRE(c.until(8'000) == steps{step::go_on});
  SECTION("others hear the hub") {
    c.peers["c"] = c.peers["d"] = hears::yes;
  }
  SECTION("the others are out of reach") {
    c.all_say(hears::unreachable);
  }
  CHECK(c.until(9'400).empty()); // asked at 8.5 s
  CHECK(c.until(9'500) == steps{step::pause});
}

TEST_CASE("T2 a node that went on alone says hello to the hub that is back and goes on",
          "[placement]") {
  cut c;
  REQUIRE(c.until(20'000) == steps{step::go_on});
  c.all_say(hears::yes);
  c.hear_hub(20'000);
  CHECK(c.next() == step::greet);
  SECTION("it is welcomed") {
    CHECK(c.until(20'500).empty());
    c.node.welcomed(isolated_at(20'100));
    CHECK(c.until(24'000).empty());
    CHECK(c.node.now_is() == state::with_hub);
  }
  SECTION("it is not") {
    CHECK(c.until(21'000).empty());
    CHECK(c.until(21'500) == steps{step::greet, step::pause});
  }
}

TEST_CASE("R2 a node that was never welcomed has nothing to pause", "[placement]") {
  isolation node{placement_config{}};
  CHECK(node.next(isolated_at(60'000)) == step::nothing);
  node.heard_hub(isolated_at(0), isolated_at(60'000));
  CHECK(node.next(isolated_at(120'000)) == step::nothing);
  CHECK(node.now_is() == state::detached);
}

TEST_CASE("R2 a node tells others whether it hears the hub", "[placement]") {
  isolation node{placement_config{}};
  node.heard_hub(isolated_at(0), isolated_at(1'000));
  node.welcomed(isolated_at(0));
  CHECK(node.hub_heard(isolated_at(3'999)) == hears::yes);
  CHECK(node.hub_heard(isolated_at(4'000)) == hears::no);
}

TEST_CASE("R2 a process that was never welcomed has no say in whether the hub is gone",
          "[placement]") {
  isolation node{placement_config{}}; // perhaps the next one of a name that had
  CHECK(node.hub_heard(isolated_at(0)) == hears::unreachable);
  node.heard_hub(std::nullopt, isolated_at(1'000));
  CHECK(node.hub_heard(isolated_at(3'999)) == hears::yes);
  CHECK(node.hub_heard(isolated_at(4'000)) == hears::unreachable);
}

TEST_CASE("R2 what others hear tells a dead node from a cut link", "[placement]") {
  using a = std::vector<peer_answer>;
  CHECK(to_string(silent_verdict({})) == "unknown");
  CHECK(to_string(silent_verdict(a{{"b", hears::unreachable}})) == "unknown");
  CHECK(to_string(silent_verdict(a{{"b", hears::unreachable}, {"c", hears::no}})) == "dead");
  CHECK(to_string(silent_verdict(a{{"b", hears::no}, {"c", hears::yes}})) == "link cut");
}
