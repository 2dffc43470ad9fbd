#include "runtime/gateway/agent_session.hpp"

#include "tests/gateway/session_under_test.hpp"

using namespace mesh;
using namespace mesh::gateway;
using namespace mesh::gateway::testing;

namespace {

using codes = std::vector<std::string>;

} // namespace

TEST_CASE("X1 a signed hello brings an agent in, and what waits for it follows the welcome") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  REQUIRE(t.said.welcome_size() == 1);
  CHECK(t.said.welcome(0).agent() == "store-1");
  CHECK(t.agents["store-1"]->present());
  CHECK(t.claims.at(0).key == store.key.shared());
  CHECK(t.session.agents() == 1);
}

TEST_CASE("X1 a hello that is not signed for this link is refused, and nobody comes in") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  signing_client stranger{"store-1"};
  auto other_nonce = store.hello(std::string(32, 'x'), t.bound); // replayed from another link
  auto other_session = store.hello(t.session.nonce(), std::string(32, 'x')); // relayed
  auto forged = stranger.hello(t.session.nonce(), t.bound);
  forged.mutable_hello(0)->set_key(store.public_key());
  auto renamed = store.hello(t.session.nonce(), t.bound);
  renamed.mutable_hello(0)->set_agent("store-2");
  auto with_link_key = store.hello(t.session.nonce(), t.bound);
  with_link_key.mutable_hello(0)->set_link_key(stranger.public_key());
  auto cut_key = store.hello(t.session.nonce(), t.bound);
  cut_key.mutable_hello(0)->set_key(store.public_key().substr(1));
  auto no_signature = store.hello(t.session.nonce(), t.bound);
  no_signature.mutable_hello(0)->clear_signature();
  for (const auto& bad :
       {other_nonce, other_session, forged, renamed, with_link_key, cut_key, no_signature}) {
    t.said.Clear();
    t.session.handle(bad, t.now);
    CHECK(t.refusals() == codes{"hello:bad_signature"});
  }
  CHECK(t.claims.empty());
  CHECK(t.noted.size() == 7);
  CHECK(t.noted.front() == "store-1 hello bad_signature");
  CHECK_FALSE(t.agents["store-1"]->present());
}

TEST_CASE("X1 an unbound hello is refused unless the configuration allows it") {
  session_under_test t;
  t.enrol("page");
  signing_client page{"page"};
  auto unbound = page.hello(t.session.nonce(), t.bound);
  auto& h = *unbound.mutable_hello(0);
  h.set_binding("none");
  h.set_signature(
      page.sign(signed_bytes(hello_proof{t.session.nonce(), "none", {}, "page", {}})));
  t.session.handle(unbound, t.now);
  h.set_binding("tls-unique");
  t.session.handle(unbound, t.now);
  CHECK(t.refusals() == codes{"hello:binding_refused", "hello:binding_refused"});
  t.cfg.unbound_links = true;
  h.set_binding("none");
  t.session.handle(unbound, t.now);
  CHECK(t.said.welcome_size() == 1);
}

TEST_CASE("X1 what the enrolments refuse is told with their reason") {
  session_under_test t;
  t.turned_away["rogue"] = {"revoked", "an operator has revoked it"};
  t.enter(signing_client{"rogue"});
  CHECK(t.refusals() == codes{"hello:revoked"});
  CHECK(t.said.refused(0).detail() == "an operator has revoked it");
  CHECK(t.ended.empty()); // the link stays, for others
}

TEST_CASE("X1 signed answers count, and the mesh says how far it has them") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  t.give("store-1", 7);
  t.give("store-1", 8);
  auto said = t.answer(7, "seven");
  said.MergeFrom(t.answer(8, "eight", "store-1")); // a name may be left out
  store.sign_answers(said, t.session.nonce(), 3);
  t.now += 25ms;
  t.session.handle(said, t.now);
  REQUIRE(t.results.size() == 2);
  CHECK(t.results[0].value == "seven");
  CHECK(t.results[1].value == "eight");
  CHECK(t.said.received() == 3);
  CHECK(t.refusals().empty());
}

TEST_CASE("X1 answers that were altered, replayed or signed by others are void") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  t.give("store-1", 7);
  const auto sent = [&](auto change) {
    auto said = t.answer(7, "true");
    store.sign_answers(said, t.session.nonce(), 5);
    change(said);
    t.said.Clear();
    t.session.handle(said, t.now);
    return t.refusals();
  };
  CHECK(sent([](auto& m) { m.mutable_answer(0)->set_value("false"); })
        == codes{"answer:bad_signature"});
  CHECK(sent([](auto& m) { m.mutable_answer(0)->set_state(-1); })
        == codes{"answer:bad_signature"});
  CHECK(sent([](auto& m) { m.mutable_answer(0)->add_post()->set_to("s00.c00.a01"); })
        == codes{"answer:bad_signature"});
  CHECK(sent([](auto& m) { m.set_number(6); }) == codes{"answer:bad_signature"});
  CHECK(sent([](auto& m) { m.clear_signature(); }) == codes{"answer:bad_signature"});
  CHECK(sent([](auto& m) { m.set_number(0); }) == codes{"answer:bad_number"});
  CHECK(sent([&](auto& m) { signing_client{"store-1"}.sign_answers(m, t.session.nonce(), 5); })
        == codes{"answer:bad_signature"});
  CHECK(sent([&](auto& m) { store.sign_answers(m, std::string(32, 'o'), 5); })
        == codes{"answer:bad_signature"}); // of another link
  CHECK(t.results.empty());
  CHECK(sent([](auto&) {}).empty()); // the same, as it was signed
  CHECK(t.results.size() == 1);
  CHECK(sent([](auto&) {}) == codes{"answer:bad_number"}); // and again
  CHECK(t.results.size() == 1);
}

TEST_CASE("X1 an agent answers for nobody else, and nobody before a hello") {
  session_under_test t;
  t.enrol("store-1");
  auto other = t.enrol("store-2");
  signing_client store{"store-1"};
  auto early = t.answer(7, "x");
  store.sign_answers(early, t.session.nonce(), 1);
  t.session.handle(early, t.now);
  CHECK(t.refusals() == codes{"answer:not_yours"});
  t.enter(store);
  auto elsewhere = std::make_shared<struct session_under_test::line>();
  other->attach(elsewhere, "store-2", "i1");
  t.give("store-2", 9);
  auto for_another = t.answer(9, "mine", "store-2");
  store.sign_answers(for_another, t.session.nonce(), 2);
  t.said.Clear();
  t.session.handle(for_another, t.now);
  CHECK(t.refusals() == codes{"answer:not_yours"});
  CHECK(t.results.empty());
}

TEST_CASE("M4 an answer that nobody waits for is refused by name, and others count") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  t.give("store-1", 7);
  auto said = t.answer(99, "late");
  said.MergeFrom(t.answer(7, "good"));
  said.add_answer()->set_id("no id");
  store.sign_answers(said, t.session.nonce(), 1);
  t.session.handle(said, t.now);
  CHECK(t.refusals() == codes{"answer:not_asked", "answer:not_asked"});
  CHECK(t.results.size() == 1);
  CHECK(t.said.received() == 1); // else the client would say them again for ever
}

TEST_CASE("one link key signs for all agents of a link, and there is one of it") {
  session_under_test t;
  signing_client link{"link"};
  for (const auto* name : {"a", "b"}) {
    t.enrol(name);
    signing_client agent{name};
    auto hello = agent.hello(t.session.nonce(), t.bound);
    auto& h = *hello.mutable_hello(0);
    h.set_link_key(link.public_key());
    h.set_signature(agent.sign(signed_bytes(
        hello_proof{t.session.nonce(), h.binding(), t.bound, name, link.public_key()})));
    t.session.handle(hello, t.now);
  }
  CHECK(t.said.welcome_size() == 2);
  t.give("a", 1);
  t.give("b", 2);
  auto said = t.answer(1, "of a", "a");
  said.MergeFrom(t.answer(2, "of b", "b"));
  link.sign_answers(said, t.session.nonce(), 1);
  t.session.handle(said, t.now);
  CHECK(t.results.size() == 2);

  t.enrol("c");
  t.enter(signing_client{"c"}); // with its own key as link key
  CHECK(t.refusals() == codes{"hello:bad_signature"});
}

TEST_CASE("F1 a lost link makes its agents away, and a goodbye gives back their work at once") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  t.give("store-1", 7);
  t.session.lost();
  CHECK_FALSE(t.agents["store-1"]->present());
  CHECK(t.results.empty()); // it may come back with the answer

  t.enter(store);
  pb::FromAgent bye;
  bye.add_goodbye();
  t.session.handle(bye, t.now);
  CHECK(t.ended == codes{"goodbye"});
  REQUIRE(t.results.size() == 1);
  CHECK(t.results[0].failure == errc::agent_offline);
}

TEST_CASE("one agent of a link says goodbye or steps aside, and the others stay") {
  session_under_test t;
  signing_client link{"link"};
  for (const auto* name : {"a", "b"}) {
    auto agent = t.enrol(name);
    agent->attach(t.out, name, "i1");
  }
  signing_client a{"a"};
  t.enter(a);
  pb::FromAgent aside;
  aside.add_step_aside()->set_aside(true);
  t.session.handle(aside, t.now);
  CHECK_FALSE(t.agents["a"]->present());
  aside.mutable_step_aside(0)->set_aside(false);
  t.session.handle(aside, t.now);
  CHECK(t.agents["a"]->present());
  pb::FromAgent bye;
  bye.add_goodbye()->set_agent("a");
  t.session.handle(bye, t.now);
  CHECK(t.ended.empty());
  CHECK_FALSE(t.agents["a"]->present());
  CHECK(t.agents["b"]->present());
}

TEST_CASE("an agent that has come on a newer link is dropped from the older one, and told") {
  session_under_test t;
  auto agent = t.enrol("store-1");
  signing_client store{"store-1"};
  t.enter(store);
  auto newer = std::make_shared<struct session_under_test::line>();
  agent->attach(newer, "store-1", "i1");
  t.session.drop("store-1", {"replaced", "the agent has come on a newer link"});
  CHECK(t.refusals() == codes{"hello:replaced"});
  CHECK(agent->present()); // over the newer one
  t.session.drop("nobody", {"replaced", ""});
  CHECK(t.refusals().size() == 1);
}

TEST_CASE("an admission that comes too late lets nobody in") {
  session_under_test t;
  t.enrol("store-1");
  t.held = true;
  signing_client store{"store-1"};
  t.enter(store);
  pb::FromAgent bye;
  bye.add_goodbye()->set_agent("store-1");
  t.session.handle(bye, t.now);
  for (const auto& go : t.waiting)
    go();
  CHECK(t.said.welcome_size() == 0);
  CHECK_FALSE(t.agents["store-1"]->present());
}

TEST_CASE("X1 a new key is signed by the old one and by itself") {
  session_under_test t;
  t.enrol("store-1");
  signing_client old_one{"store-1"};
  signing_client new_one{"store-1"};
  t.enter(old_one);
  const auto bytes =
      signed_bytes(rotate_proof{t.session.nonce(), "store-1", new_one.public_key()});
  pb::FromAgent said;
  auto& r = *said.add_rotate();
  r.set_key(new_one.public_key());
  r.set_signature(new_one.sign(bytes)); // by the new one alone
  r.set_new_signature(new_one.sign(bytes));
  t.session.handle(said, t.now);
  CHECK(t.refusals() == codes{"rotate:bad_signature"});
  CHECK(t.rotated_to.empty());
  r.set_signature(old_one.sign(bytes));
  t.session.handle(said, t.now);
  CHECK(t.said.rotated_size() == 1);
  CHECK(t.rotated_to["store-1"] == new_one.key.shared());
}

TEST_CASE("X1 a key that has ended is good for another one, and for no work before that") {
  session_under_test t;
  auto agent = t.enrol("store-1");
  t.only_rotation = t.time_for_a_key = true;
  signing_client old_one{"store-1"};
  signing_client new_one{"store-1"};
  t.enter(old_one);
  CHECK(t.said.welcome(0).rotate());
  CHECK_FALSE(agent->present());
  const auto bytes =
      signed_bytes(rotate_proof{t.session.nonce(), "store-1", new_one.public_key()});
  pb::FromAgent said;
  auto& r = *said.add_rotate();
  r.set_key(new_one.public_key());
  r.set_signature(old_one.sign(bytes));
  r.set_new_signature(new_one.sign(bytes));
  t.session.handle(said, t.now);
  CHECK(agent->present());
}

TEST_CASE("X1 it is said once more when it is time for another key, and whom to turn out") {
  session_under_test t;
  auto agent = t.enrol("store-1");
  t.enter(signing_client{"store-1"});
  t.session.look_at_keys();
  CHECK(t.said.welcome_size() == 1);
  t.time_for_a_key = true;
  t.session.look_at_keys("store-1");
  REQUIRE(t.said.welcome_size() == 2);
  CHECK(t.said.welcome(1).rotate());
  t.turned_away["store-1"] = {"suspended", "by an operator"};
  t.session.look_at_keys();
  CHECK(t.refusals() == codes{"hello:suspended"});
  CHECK_FALSE(agent->present());
}

TEST_CASE("a link that says too much is ended, and one that says enough is not") {
  session_under_test t;
  t.cfg.messages_per_s = 10;
  agent_session session{t, t.cfg, std::string(32, 'n'), t.now};
  pb::FromAgent pulse;
  pulse.mutable_pulse()->set_number(1);
  for (int i = 0; i < 1'000 && t.ended.empty(); ++i) {
    t.now += 100ms;
    session.handle(pulse, t.now);
  }
  CHECK(t.ended.empty());
  int more = 0;
  for (; more < 1'000 && t.ended.empty(); ++more)
    session.handle(pulse, t.now);
  CHECK(t.ended == codes{"too_many"});
  CHECK(more == 100); // ten seconds' worth at once, one of which was used
}

TEST_CASE("X1 deliveries are signed by the mesh for agents that asked for it") {
  session_under_test t;
  t.enrol("store-1");
  signing_client store{"store-1"};
  auto hello = store.hello(t.session.nonce(), t.bound);
  hello.mutable_hello(0)->set_signed_deliveries(true);
  t.session.handle(hello, t.now);
  const auto mesh_key = keys::signing_key::make().value();
  pb::FromMesh out;
  for (const auto* name : {"store-1", "other"}) {
    auto& d = *out.add_deliver();
    d.set_agent(name);
    d.set_id("0000000000000007");
    d.set_verb("act");
    d.set_text("go");
  }
  t.session.sign(out, mesh_key);
  CHECK(is_signed(deliver_proof{t.session.nonce(), "store-1", "0000000000000007", "act", "go"},
                  keys::bytes_of(mesh_key.shared()), out.deliver(0).signature()));
  CHECK(out.deliver(1).signature().empty());
}
