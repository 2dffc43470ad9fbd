#include "supervisors/rerouting.hpp"

#include "tests/supervisors/resolution_cases.hpp"
#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace mesh::test;

namespace {

resolution_case refused(verb what = verb::act, scope given_to = reporter) {
  auto c = case_of(conflict_type::capability_mismatch);
  quarantined_message held;
  held.what = what;
  held.payload = "look at this";
  held.payload_bytes = held.payload.size();
  held.capabilities = {"vision"};
  held.given_to = given_to;
  c.record.held = held;
  c.record.what.evidence.needed_capabilities = {"vision", "gpu"};
  return c;
}

} // namespace

TEST_CASE("K3 refused work is offered as it was, to whoever has all that it needs",
          "[conflicts]") {
  auto step = reroute(refused(), default_conflicts);
  const auto* ask = std::get_if<ask_agent>(&step);
  REQUIRE(ask != nullptr);
  CHECK_FALSE(ask->whom);
  CHECK(ask->what.what == verb::act);
  CHECK(ask->what.payload == "look at this");
  CHECK(ask->what.capabilities == std::vector<std::string>{"vision", "gpu"});
  CHECK(ask->what.causation == message_id{9});
}

TEST_CASE("K3 a re-routed conflict ends only when the other agent is ready", "[conflicts]") {
  auto c = refused();
  c.attempts = {ready(first)};
  auto step = reroute(c, default_conflicts);
  REQUIRE(how_settled(step) == "rerouted");
  CHECK(std::get<settlement>(step).note
        == "given to s01.c00.a01, which is capable and answered: done");
}

TEST_CASE("K3 an act that somebody may have begun is given to nobody else", "[conflicts]") {
  struct row {
    resolution_attempt last;
    bool goes_on_act, goes_on_observe;
  };
  auto r = GENERATE(values<row>({
      {contradicts(first, conflict_type::capability_mismatch), true, true},
      {contradicts(first, conflict_type::data_contradiction), false, true},
      {{first, trinary::conflict, errc::none, "of an unknown type"}, false, true},
      {failed(first, errc::quarantined), true, true},
      {failed(first, errc::frozen), true, true},
      {failed(first, errc::breaker_open), true, true},
      {failed(first, errc::timeout), false, true},
      {failed(first, errc::agent_down), false, true},
      {failed(first, errc::expired), false, true},
      {failed(first, errc::cancelled), false, true},
      {failed(first, errc::work_failed), false, true},
  }));
  CAPTURE(to_string(r.last));
  auto goes_on = [&](verb what) {
    auto c = refused(what);
    c.attempts = {r.last};
    return std::holds_alternative<ask_agent>(reroute(c, default_conflicts));
  };
  CHECK(goes_on(verb::act) == r.goes_on_act);
  CHECK(goes_on(verb::observe) == r.goes_on_observe);
}

TEST_CASE("K3 after a bounded number of tries it stays for a person", "[conflicts]") {
  auto c = refused();
  for (std::uint8_t i = 0; i < default_conflicts.resolution_tries; ++i) {
    CHECK(std::holds_alternative<ask_agent>(reroute(c, default_conflicts)));
    c.attempts.push_back(contradicts({3, 0, i}, conflict_type::capability_mismatch));
  }
  CHECK(why_left(reroute(c, default_conflicts))
        == "3 agents were asked; the last: s03.c00.a02 answered -1: no");
}

TEST_CASE("K3 work is given to nobody who refused it or may have it already", "[conflicts]") {
  auto c = refused();
  c.attempts = {contradicts(first, conflict_type::capability_mismatch)};
  CHECK_FALSE(may_be_given(c, reporter));
  CHECK_FALSE(may_be_given(c, first));
  CHECK(may_be_given(c, second));
  // A whole sector was given the act: who has done it once must not do it again.
  auto act = refused(verb::act, sector_id{2});
  CHECK_FALSE(may_be_given(act, second));
  CHECK(may_be_given(act, first));
  CHECK(
      why_left(nobody_capable(act))
      == "there is no other active agent with vision, gpu that was not given the task in s02");
  // To look twice harms nobody.
  CHECK(may_be_given(refused(verb::observe, sector_id{2}), second));
}

TEST_CASE("K3 what is not kept whole, or may have been tried before, is not re-routed",
          "[conflicts]") {
  auto unknown = refused();
  unknown.record.held.reset();
  CHECK(why_left(reroute(unknown, default_conflicts))
        == "the message it was about is not known");
  auto cut = refused();
  cut.record.held->payload_bytes = 70'000;
  CHECK(why_left(reroute(cut, default_conflicts))
        == "of the 70000 bytes of its message only 12 are kept (conflicts.quarantine_bytes)");
  auto before = refused();
  before.from_before = true;
  CHECK_FALSE(why_left(reroute(before, default_conflicts)).empty());
  before.record.held->what = verb::observe;
  CHECK(why_left(reroute(before, default_conflicts)).empty());
}
