// Z1 class F: people hear of new messages by a call to a URL of theirs.
#include "runtime/mesh/people_notices.hpp"

#include "actors/work/http/web_caller.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr agent_id ada{0, 0, 3};
constexpr agent_id bob{0, 0, 4};

struct noted_calls final : web_caller {
  std::vector<web_call> all;
  bool full = false;
  tl::expected<token, error> call(web_call what, work_done done) override {
    if (full)
      return tl::unexpected(error{errc::queue_full, "too many"});
    all.push_back(std::move(what));
    done(work_result::failed(errc::call_failed, "nobody is there"));
    return all.size();
  }
  void cancel(token) override {}
  [[nodiscard]] time_point now() const override { return {}; }
};

struct notified_inbox {
  config cfg;
  std::shared_ptr<noted_calls> calls = std::make_shared<noted_calls>();
  inbox people{{[] { return std::uint64_t{1'000}; },
                [](time_point) {
                  return std::uint64_t{0};
                }},
               10};
  notified_inbox() {
    cfg.agents.push_back({.where = scope(ada),
                          .person = person_config{.name = "ada", .notify = "https://chat/x"}});
    cfg.agents.push_back({.where = scope(bob), .person = person_config{.name = "bob"}});
    people.add(ada, *cfg.agents[0].person, 1);
    people.add(bob, *cfg.agents[1].person, 1);
  }
  std::optional<work_result> ask(agent_id who, std::uint64_t id) {
    job j;
    j.id = {id};
    j.verb = "decide";
    j.payload = "do we ship?";
    j.time_left = 1h;
    return people.start(who, j, [] { return work_done([](const work_result&) {}); });
  }
};

} // namespace

TEST_CASE("Z1 a person with a URL hears of each new message there, once, and others do not") {
  notified_inbox t;
  REQUIRE(notify_people(t.people, t.cfg, [&](const calls_config&) { return t.calls; }));
  CHECK_FALSE(t.ask(ada, 11));
  CHECK_FALSE(t.ask(bob, 12));
  CHECK_FALSE(t.ask(ada, 11)); // the same again
  REQUIRE(t.calls->all.size() == 1);
  const auto& call = t.calls->all[0];
  CHECK(call.to.url == "https://chat/x");
  CHECK(call.what.verb == "record");
  CHECK_THAT(std::string(call.what.payload),
             ContainsSubstring("message 1 for ada: do we ship?"));
  CHECK_FALSE(call.acts); // it may be tried again
}

TEST_CASE("Z1 a notice that cannot be sent leaves the message in the inbox") {
  notified_inbox t;
  t.calls->full = true;
  REQUIRE(notify_people(t.people, t.cfg, [&](const calls_config&) { return t.calls; }));
  CHECK_FALSE(t.ask(ada, 11));
  CHECK(t.people.items("ada", false).size() == 1);
}

TEST_CASE("Z1 a mesh that can call no URL says so at its start, and not when a message comes") {
  notified_inbox t;
  const auto refused = notify_people(t.people, t.cfg, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::unsupported);
  t.cfg.agents.erase(t.cfg.agents.begin());
  CHECK(notify_people(t.people, t.cfg, {}));
}
