// X1: who may come in from outside.
#include "runtime/gateway/enrolment_book.hpp"

#include <string>

#include "tests/gateway/enrolling.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string enroll_error(const gateway::enrolment_book& book, const enroll_order& what,
                         std::uint64_t now = t0) {
  const auto made = book.enroll(what, "t", now);
  return made ? "" : to_string(made.error());
}

std::vector<std::string> kinds(const enrolled_agent& one) {
  std::vector<std::string> all;
  for (const auto& moment : one.history)
    all.push_back(moment.kind);
  return all;
}

} // namespace

TEST_CASE("X1 an agent is let in once with its token, and then by its key", "[gateway]") {
  live_book all;
  all.enroll("store-1", "secret");
  CHECK(all.shown("store-1").state == enrolment_state::invited);
  CHECK(all.hello("store-1", 1, "") == "bad_token");
  CHECK(all.hello("store-1", 1, "Secret") == "bad_token");
  CHECK(all.hello("store-2", 1, "secret") == "unknown_agent");
  CHECK(all.shown("store-1").state == enrolment_state::invited);

  CHECK(all.hello("store-1", 1, "secret").empty());
  CHECK(all.hello("store-1", 1, "").empty());
  CHECK(all.hello("store-1", 2, "") == "unknown_key");
  const auto shown = all.shown("store-1");
  CHECK(shown.state == enrolment_state::enrolled);
  CHECK(shown.cls == agent_class::d_gpu);
  CHECK(shown.capabilities == std::vector<std::string>{"paint"});
  CHECK(to_string(shown.where) == "s07");
  REQUIRE(shown.keys.size() == 1);
  CHECK(shown.keys[0].fingerprint == identity::ed25519::fingerprint(key(1)));
  CHECK(shown.keys[0].since_ms == t0);
  CHECK(shown.keys[0].until_ms == t0 + 30 * day);
  CHECK(kinds(shown) == std::vector<std::string>{"invited", "key_bound"});
}

TEST_CASE("X1 the hello whose answer was lost is good again, and only with the same key",
          "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  const auto again = all.book.check("store-1", key(1), "token of store-1", t0 + 1);
  REQUIRE(again);
  CHECK_FALSE(again->first); // nothing is written a second time
  CHECK(all.hello("store-1", 2, "token of store-1") == "bad_token");
  CHECK(all.shown("store-1").keys.size() == 1);
}

TEST_CASE("X1 the book keeps no token, only its hash", "[gateway]") {
  live_book all;
  all.enroll("store-1", "secret");
  CHECK(all.records[0].token == storage::sha256({"secret"}));
  CHECK(encode(all.records[0]).find("secret") == std::string::npos);
}

TEST_CASE("X1 a token is good for token_hours", "[gateway]") {
  live_book all;
  all.enroll("store-1", "secret");
  CHECK(all.hello("store-1", 1, "secret", t0 + 24 * hour) == "bad_token");
  CHECK(all.hello("store-1", 1, "secret", t0 + 24 * hour - 1).empty());
  CHECK(all.hello("store-1", 1, "", t0 + 25 * hour).empty()); // its key goes on
}

TEST_CASE("X1 an agent that has no key yet is enrolled again: a new token, the old one void",
          "[gateway]") {
  live_book all;
  all.enroll("store-1", "first");
  auto other = order("store-1");
  other.cls = agent_class::a_edge;
  const auto again = all.book.enroll(other, "second", t0 + 5);
  REQUIRE(again);
  CHECK(again->again);
  all.apply(again->record);
  CHECK(all.hello("store-1", 1, "first", t0 + 6) == "bad_token");
  CHECK(all.hello("store-1", 1, "second", t0 + 6).empty());
  CHECK(all.shown("store-1").cls == agent_class::a_edge);
  CHECK(kinds(all.shown("store-1"))
        == std::vector<std::string>{"invited", "invited", "key_bound"});
  const auto first = all.book.enroll(order("store-2"), "t", t0);
  REQUIRE(first);
  CHECK_FALSE(first->again);
}

TEST_CASE("X1 a name is unique for ever, also after its agent was revoked", "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(enroll_error(all.book, order("store-1"))
        == "already_exists: \"store-1\" is enrolled already, and has a key (use another name)");
  CHECK(all.act("store-1", enrolment_act::revoke).empty());
  CHECK(
      enroll_error(all.book, order("store-1"), t0 + 10'000 * day)
      == "already_exists: \"store-1\" was revoked, and its name is not used again (use another "
         "name)");
}

TEST_CASE("X1 names are short, plain, and none that the mesh uses itself", "[gateway]") {
  const live_book all;
  for (const auto& good : {std::string("a"), std::string("Store_1.x-y"), std::string("s7"),
                           std::string(64, 'n'), std::string("s07c04")})
    CHECK(enroll_error(all.book, order(good)).empty());
  for (const auto& bad : {std::string(), std::string(65, 'n'), std::string("two words"),
                          std::string("a/b"), std::string("-x"), std::string(".."),
                          std::string("\xc3\xbc"), std::string("a\n"), std::string("a\0b", 3)})
    CHECK_THAT(enroll_error(all.book, order(bad)),
               ContainsSubstring("invalid_argument") && ContainsSubstring("use letters"));
  for (const auto* id : {"all", "s07", "s07.c04", "s07.c04.a12"})
    CHECK(enroll_error(all.book, order(id))
          == "invalid_argument: \"" + std::string(id)
                 + "\" is an id of the mesh (use another name)");
}

TEST_CASE("X1 an enrolment names a sector or a cluster, and 64 capabilities at most",
          "[gateway]") {
  const live_book all;
  auto what = order("store-1");
  what.where = *parse_scope("s07.c04");
  CHECK(enroll_error(all.book, what).empty());
  what.where = *parse_scope("all");
  CHECK(enroll_error(all.book, what).empty());
  what.where = *parse_scope("s07.c04.a12");
  CHECK_THAT(enroll_error(all.book, what), ContainsSubstring("name a sector or a cluster"));
  what = order("store-1");
  what.capabilities.assign(65, "x");
  CHECK_THAT(enroll_error(all.book, what), ContainsSubstring("name 64 at most"));
}

TEST_CASE("X1 gateway.agents are enrolled at most", "[gateway]") {
  gateway_config cfg;
  cfg.agents = 2;
  live_book all(cfg);
  all.enroll("a", "t");
  all.enroll("b", "t");
  CHECK(enroll_error(all.book, order("c"))
        == "mesh_full: 2 agents are enrolled (raise gateway.agents, and start the mesh again)");
  CHECK(enroll_error(all.book, order("a")).empty()); // no further one
}

TEST_CASE("X1 a weak key is never bound", "[gateway]") {
  live_book all;
  all.enroll("store-1", "secret");
  const auto said = all.book.check("store-1", {}, "secret", t0);
  REQUIRE_FALSE(said);
  CHECK(said.error().code == "bad_key");
}

TEST_CASE("X1 after key_days a key is good for a rotation alone, and then for nothing",
          "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(all.hello("store-1", 1, "", t0 + 30 * day - 1).empty());
  CHECK(all.book.key_left_ms("store-1", key(1), t0 + 30 * day - 1) == 1);
  CHECK(all.hello("store-1", 1, "", t0 + 30 * day) == "only_rotation");
  CHECK(all.book.key_left_ms("store-1", key(1), t0 + 30 * day) == 0);
  CHECK(all.shown("store-1", t0 + 30 * day).keys.empty()); // none does work
  CHECK(all.hello("store-1", 1, "", t0 + 60 * day - 1) == "only_rotation");
  CHECK(all.hello("store-1", 1, "", t0 + 60 * day) == "unknown_key");
  CHECK(all.rotate("store-1", 1, 2, t0 + 60 * day) == "unknown_key");

  SECTION("it rotates in time, and is as before") {
    CHECK(all.rotate("store-1", 1, 2, t0 + 60 * day - 1).empty());
    CHECK(all.hello("store-1", 2, "", t0 + 60 * day).empty());
    CHECK(all.hello("store-1", 1, "", t0 + 60 * day) == "unknown_key");
  }
  SECTION("or an operator enrolls it again, by the same name") {
    CHECK_THAT(enroll_error(all.book, order("store-1"), t0 + 60 * day - 1),
               ContainsSubstring("already_exists"));
    all.enroll("store-1", "second", t0 + 60 * day);
    CHECK(all.hello("store-1", 1, "", t0 + 60 * day) == "bad_token");
    CHECK(all.hello("store-1", 1, "token of store-1", t0 + 60 * day) == "bad_token");
    CHECK(all.hello("store-1", 2, "second", t0 + 60 * day).empty());
  }
}

TEST_CASE("X1 after a rotation the old key is good for the overlap", "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  const auto then = t0 + 10 * day;
  CHECK(all.rotate("store-1", 1, 2, then).empty());
  CHECK(all.shown("store-1", then).keys.size() == 2);
  CHECK(all.shown("store-1", then).keys[0].fingerprint
        == identity::ed25519::fingerprint(key(2)));
  CHECK(all.hello("store-1", 2, "", then).empty());
  CHECK(all.hello("store-1", 1, "", then + 24 * hour - 1).empty());
  CHECK(all.book.key_left_ms("store-1", key(1), then) == 24 * hour);
  CHECK(all.book.key_left_ms("store-1", key(2), then) == 30 * day);
  CHECK(all.hello("store-1", 1, "", then + 24 * hour) == "unknown_key");
  CHECK(all.hello("store-1", 2, "", then + 24 * hour).empty());
  CHECK(all.rotate("store-1", 1, 3, then + 24 * hour) == "unknown_key");
}

TEST_CASE("X1 an agent that lost its new key rotates again with the old one", "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(all.rotate("store-1", 1, 2, t0 + 1).empty());
  CHECK(all.rotate("store-1", 1, 3, t0 + 2).empty());
  CHECK(all.hello("store-1", 3, "", t0 + 20 * day).empty());
  CHECK(all.hello("store-1", 2, "", t0 + 24 * hour + 1).empty());
  CHECK(all.hello("store-1", 2, "", t0 + 24 * hour + 2) == "unknown_key");
}

TEST_CASE("X1 a rotation that is said again changes nothing", "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(all.rotate("store-1", 1, 2, t0 + 1).empty());
  CHECK(all.rotate("store-1", 1, 2, t0 + 2) == "nothing");
  CHECK(all.rotate("store-1", 2, 2, t0 + 2) == "nothing");
}

TEST_CASE("X1 a new key is a new one, a strong one, and not the fourth of a day", "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(all.rotate("store-1", 9, 2) == "unknown_key");
  CHECK(all.rotate("store-2", 1, 2) == "unknown_agent");
  CHECK(all.rotate("store-1", 1, 2, t0 + 1).empty());
  CHECK(all.rotate("store-1", 2, 1, t0 + 2) == "bad_key");
  const auto weak = all.book.rotate_key("store-1", key(2), {}, t0 + 2);
  REQUIRE_FALSE(weak);
  CHECK(weak.error().code == "bad_key");
  CHECK(all.rotate("store-1", 2, 3, t0 + 3).empty());
  CHECK(all.rotate("store-1", 3, 4, t0 + 4).empty());
  CHECK(all.rotate("store-1", 4, 5, t0 + 5) == "unavailable");
  CHECK(all.rotate("store-1", 4, 5, t0 + 1 + 24 * hour).empty());
}

TEST_CASE("X1 a new key is asked for before the old one ends, or when an operator wants it",
          "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK_FALSE(all.book.wants_rotation("store-1", key(1), t0 + 23 * day - 1));
  CHECK(all.book.wants_rotation("store-1", key(1), t0 + 23 * day));
  CHECK(all.book.wants_rotation("store-1", key(1), t0 + 31 * day));
  CHECK_FALSE(all.book.wants_rotation("store-1", key(2), t0 + 23 * day)); // not its key
  CHECK_FALSE(all.book.wants_rotation("store-2", key(1), t0 + 23 * day));

  CHECK(all.act("store-1", enrolment_act::rotate, t0 + 1).empty());
  CHECK(all.book.wants_rotation("store-1", key(1), t0 + 1));
  CHECK(all.rotate("store-1", 1, 2, t0 + 2).empty());
  CHECK_FALSE(all.book.wants_rotation("store-1", key(2), t0 + 2));
  CHECK(all.book.wants_rotation("store-1", key(1), t0 + 2)); // it lost the new one, it seems
}

TEST_CASE("X1 a suspended agent comes in when it is resumed, a revoked one never",
          "[gateway]") {
  live_book all;
  all.bind("store-1", 1);
  CHECK(all.act("store-1", enrolment_act::suspend).empty());
  CHECK(all.shown("store-1").state == enrolment_state::suspended);
  CHECK(all.hello("store-1", 1, "") == "suspended");
  CHECK(all.hello("store-1", 1, "token of store-1") == "suspended");
  CHECK(all.rotate("store-1", 1, 2) == "suspended");
  CHECK(all.act("store-1", enrolment_act::resume).empty());
  CHECK(all.hello("store-1", 1, "").empty());

  CHECK(all.act("store-1", enrolment_act::revoke).empty());
  CHECK(all.shown("store-1").state == enrolment_state::revoked);
  CHECK(all.shown("store-1").keys.empty());
  CHECK(all.hello("store-1", 1, "") == "revoked");
  CHECK(all.hello("store-1", 1, "token of store-1") == "revoked");
  CHECK(all.hello("store-1", 2, "") == "revoked");
  CHECK(all.rotate("store-1", 1, 2) == "revoked");
  CHECK(all.book.key_left_ms("store-1", key(1), t0) == 0);
  CHECK_FALSE(all.book.wants_rotation("store-1", key(1), t0 + 29 * day));
}

TEST_CASE("X1 an invite is void when its agent is revoked or suspended", "[gateway]") {
  live_book all;
  all.enroll("a", "t");
  all.enroll("b", "t");
  CHECK(all.act("a", enrolment_act::revoke).empty());
  CHECK(all.hello("a", 1, "t") == "revoked");
  CHECK(all.act("b", enrolment_act::suspend).empty());
  CHECK(all.hello("b", 2, "t") == "suspended");
  CHECK(all.act("b", enrolment_act::resume).empty());
  CHECK(all.shown("b").state == enrolment_state::invited);
  CHECK(all.hello("b", 2, "t").empty());
}

TEST_CASE("X1 an act that does not fit is refused with what helps", "[gateway]") {
  live_book all;
  all.enroll("new", "t");
  all.bind("old", 1);
  CHECK(all.act("none", enrolment_act::revoke)
        == "unknown_target: no agent \"none\" is enrolled (agent list names those that are)");
  CHECK(all.act("new", enrolment_act::rotate)
        == "invalid_argument: \"new\" has no key yet (it makes one when it first comes)");
  CHECK(all.act("old", enrolment_act::resume)
        == "invalid_argument: \"old\" is not suspended (agent show tells its state)");
  CHECK(all.act("old", enrolment_act::suspend).empty());
  CHECK(all.act("old", enrolment_act::suspend)
        == "invalid_argument: \"old\" is suspended already (agent resume lets it in again)");
  CHECK(all.act("old", enrolment_act::rotate)
        == "invalid_argument: \"old\" is suspended (resume it first: agent resume)");
  CHECK(all.act("old", enrolment_act::revoke).empty());
  for (auto act : {enrolment_act::revoke, enrolment_act::suspend, enrolment_act::resume,
                   enrolment_act::rotate})
    CHECK(all.act("old", act)
          == "invalid_argument: \"old\" was revoked, for ever (enroll it by another name)");
}

TEST_CASE("X1 an enrolled agent is found by its place, the newest holder of it", "[gateway]") {
  live_book all;
  all.bind("a", 1);
  all.bind("b", 2);
  const agent_id here{7, 4, 12};
  const agent_id there{7, 4, 13};
  auto place = [&](const std::string& name, agent_id id) {
    const auto made = all.book.placed(name, id, t0);
    REQUIRE(made);
    if (*made)
      all.apply(**made);
    return made->has_value();
  };
  CHECK_FALSE(all.book.name_of(here));
  CHECK(place("a", here));
  CHECK_FALSE(place("a", here)); // nothing new
  CHECK(all.book.name_of(here) == "a");
  CHECK(all.shown("a").id == here);
  CHECK(place("a", there));
  CHECK_FALSE(all.book.name_of(here));
  CHECK(place("b", there)); // a has left it
  CHECK(all.book.name_of(there) == "b");
  CHECK_FALSE(all.shown("a").id);
  CHECK(all.act("b", enrolment_act::revoke).empty());
  CHECK_FALSE(all.book.name_of(there));
  CHECK_FALSE(all.book.placed("b", there, t0)); // nor later, when a join was under way
  CHECK_FALSE(all.book.placed("c", here, t0));
}

TEST_CASE("X1 the history of an enrolment keeps the newest moments", "[gateway]") {
  gateway_config cfg;
  cfg.history = 3;
  live_book all(cfg);
  all.bind("a", 1);
  CHECK(all.act("a", enrolment_act::suspend, t0 + 1).empty());
  CHECK(all.act("a", enrolment_act::resume, t0 + 2).empty());
  const auto shown = all.shown("a");
  CHECK(kinds(shown) == std::vector<std::string>{"key_bound", "suspended", "resumed"});
  CHECK(shown.history[0].detail == identity::ed25519::fingerprint(key(1)));
  CHECK(shown.history[2].at_ms == t0 + 2);
}

TEST_CASE("X1 agents are listed by name, without their history", "[gateway]") {
  live_book all;
  all.enroll("b", "t");
  all.bind("a", 1);
  const auto list = all.book.enrolled(t0);
  REQUIRE(list.size() == 2);
  CHECK(list[0].name == "a");
  CHECK(list[1].name == "b");
  CHECK(list[0].history.empty());
  CHECK_FALSE(all.book.find("c", t0));
}

TEST_CASE("X1 a record that does not follow from those before it is refused", "[gateway]") {
  live_book all;
  gateway::enrolment_record record;
  record.agent = "a";
  for (int step = 1; step <= static_cast<int>(gateway::last_enrolment_step); ++step) {
    record.step = static_cast<gateway::enrolment_step>(step);
    const auto done = all.book.apply(record);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::store_corrupt);
  }
  CHECK(all.book.size() == 0);
  all.enroll("a", "t");
  record.step = gateway::enrolment_step::key_rotated; // there is no key to rotate
  CHECK_FALSE(all.book.apply(record));
  CHECK(all.hello("a", 1, "t").empty());
  record.step = gateway::enrolment_step::key_bound; // the token is used
  record.key = key(2);
  CHECK_FALSE(all.book.apply(record));
  CHECK(all.hello("a", 2, "") == "unknown_key");
  CHECK(all.act("a", enrolment_act::revoke).empty());
  record.step = gateway::enrolment_step::invited;
  const auto done = all.book.apply(record);
  REQUIRE_FALSE(done);
  CHECK(done.error().detail == "\"invited\" of a does not follow from what was before it");
}
