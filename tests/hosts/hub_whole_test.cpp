// The hub's parts that need all others: what nodes say, and what becomes of placements.
#include <algorithm>

#include "messages/conflict_codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/admission_bodies.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/hub/hub_inbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr session_id first_node = 11;
constexpr session_id second_node = 12;

config two_sectors_on_one_node() {
  config cfg;
  cfg.topology = topology_config::of(2, 1, 3);
  cfg.placement.expected_nodes = 1;
  return cfg;
}

/// All parts of a hub but the actor around them; time passes when it is told to.
struct whole_hub {
  deterministic_system system{two_sectors_on_one_node()};
  surroundings around = system.around();
  time_point now = system.now() + 1h;
  session_id newest = 100;
  bool disk_is_full = false;
  hub_setup setup;
  probe proxy = system.make_probe();
  std::vector<caf::message> told_root;
  std::function<time_point()> clock = [this] {
    return now;
  };
  host_notices people{around.events, clock};
  node_table table{around.cfg.placement, 2, {}, now, 1};
  sessions links{around.cfg,
                 around.counters,
                 {clock, [](const caf::actor&, const link_batch&) {},
                  [](time_point, session_id) {},
                  [this] {
                    return ++newest;
                  }}};
  part_places places{[](const caf::actor& to, const part_news& news) {
    caf::anon_send(to, news);
  }};
  witness_watch witnesses{1s, {}};
  silence_inquiries inquiries{{}};
  part_ways ways{around, table, links, places};
  open_questions questions;
  member_news members{table, links, *setup.kept};
  placement_store store{table, witnesses, *setup.kept,
                        [this](const stored_placement&) -> tl::expected<void, error> {
                          if (disk_is_full)
                            return tl::unexpected(error{errc::io_error, "the disk is full"});
                          return {};
                        },
                        people};
  host_gate gate{around, table, clock};
  placement_executor placement{{around, table, *setup.kept, people, links, places, ways,
                                questions, members, inquiries, witnesses, store, gate},
                               clock,
                               [](session_id) {
                               }};
  kept_records records{around, ways, gate, clock};
  agent_questions agents{
      {table, links, places, *setup.kept}, setup.agents, [this](admission_made made) {
        agents.answer(std::move(made));
      }};
  hub_inbox inbox{{around, table, links, places, ways, questions, members, placement, gate,
                   records, agents},
                  setup,
                  clock,
                  [this](const caf::message& said) {
                    told_root.push_back(said);
                  }};

  whole_hub() { setup.mesh_config = "{}"; }
  void say(session_id session, entry_kind kind, const scope& where, std::string body,
           std::uint64_t number = 0) {
    links.find_or_add(session);
    inbox.take(session, link_entry{kind, where, number, {}, std::move(body)}, nullptr);
  }
  void greet(session_id session, const std::string& name, std::string mesh_config = "{}") {
    node_hello hello;
    hello.name = name;
    hello.agents_url = name == "n3" ? "" : "wss://" + name + ":7443/v1/agent";
    hello.mesh_config = std::move(mesh_config);
    say(session, entry_kind::hello, {}, encode(hello));
  }
  void pass(duration how_long) {
    now += how_long;
    placement.carry_out(table.tick(now));
  }
  /// The first node has both sectors.
  void settle() {
    greet(first_node, "n1");
    pass(1s);
  }
  /// What was said to it since this was asked last.
  std::vector<link_entry> told(session_id session) {
    auto* p = links.find(session);
    return p == nullptr ? std::vector<link_entry>{} : p->link.close(now);
  }
  static std::size_t count(const std::vector<link_entry>& entries, entry_kind kind) {
    return static_cast<std::size_t>(std::ranges::count(entries, kind, &link_entry::kind));
  }
  std::vector<std::string> events(const std::string& cls) const {
    event_query wanted;
    wanted.cls = cls;
    std::vector<std::string> seen;
    for (const auto& e : around.events.newest(wanted).events)
      seen.push_back(e.seen);
    return seen;
  }
};

/// Lets everybody in, but whom it is told to refuse; all have their place in s01.
struct fake_enrolments : enrolments {
  explicit fake_enrolments(enrolments_place& at) : place(at) { place.open(this); }
  ~fake_enrolments() override { place.open(nullptr); }
  fake_enrolments(const fake_enrolments&) = delete;
  fake_enrolments& operator=(const fake_enrolments&) = delete;

  void ask(admission_question question, std::function<void(admission_answer)> then) override {
    asked.push_back(question);
    admission_answer how;
    how.code = refuses;
    how.place = agent_id{1, 0, 2};
    how.said = "welcome " + question.agent;
    then(how);
  }
  void heard(const std::string& host, const agents_at_port& news) override {
    for (const auto& one : news.agents)
      said.push_back(host + " " + one.agent + " " + one.address);
    if (news.all)
      said.push_back(host + " all");
  }

  void heard(const std::string& host, const port_links& all) override {
    said.push_back(host + " has " + std::to_string(all.links.size()) + " links");
  }

  enrolments_place& place;
  std::string refuses;
  std::vector<admission_question> asked;
  std::vector<std::string> said;
};

admission_answer answer_in(const std::vector<link_entry>& entries, std::uint64_t question) {
  admission_answer how;
  for (const auto& e : entries)
    if (e.kind == entry_kind::admission && e.number == question)
      REQUIRE(decode(e.body, how));
  return how;
}

failure_event some_crash() {
  failure_event e;
  e.what = failure_class::agent_crash;
  e.where = agent_id{0, 0, 1};
  e.seen = "crashed for a test";
  return e;
}

cluster_page page_of(cluster_id cluster) {
  cluster_page page;
  page.summary.cluster = cluster;
  return page;
}

} // namespace

TEST_CASE("R2 a process is heard only when it belongs to the mesh", "[hosts]") {
  whole_hub t;
  t.say(first_node, entry_kind::event, sector_id{0}, encode(some_crash(), t.now));
  CHECK(t.events("AGENT_CRASH").empty());
  t.settle();
  t.say(first_node, entry_kind::event, sector_id{0}, encode(some_crash(), t.now));
  CHECK(t.events("AGENT_CRASH") == std::vector<std::string>{"crashed for a test"});
}

TEST_CASE("X2 a node is its certificate's, and of this mesh", "[hosts]") {
  whole_hub t;
  SECTION("the certificate has another name") {
    t.setup.certified = [](const caf::strong_actor_ptr&) {
      return std::optional<std::string>("n2");
    };
    t.greet(first_node, "n1");
    CHECK(t.events("HOST_REFUSED").at(0).find("claims to be n1") != std::string::npos);
  }
  SECTION("its configuration differs") {
    t.setup.mesh_config = R"({"topology":1})";
    t.greet(first_node, "n1", R"({"topology":2})");
    CHECK(t.events("HOST_REFUSED").at(0).find("its configuration differs")
          != std::string::npos);
  }
  SECTION("what it says cannot be read") {
    t.say(first_node, entry_kind::hello, {}, "nonsense");
    CHECK(t.events("HOST_REFUSED").at(0).find("cannot be read") != std::string::npos);
  }
  t.pass(10s);
  const auto told = t.told(first_node);
  CHECK(t.count(told, entry_kind::refused) == 1);
  CHECK(t.count(told, entry_kind::host_sector) == 0);
  CHECK(t.events("HOST_JOINED").empty());
}

TEST_CASE("R2 a node that does not hold a sector is not believed about it", "[hosts]") {
  whole_hub t;
  t.settle();
  t.greet(second_node, "n2");
  REQUIRE(t.links.find(second_node)->welcomed);
  for (auto [session, is_believed] :
       {std::pair{second_node, false}, std::pair{first_node, true}}) {
    CAPTURE(session);
    t.say(session, entry_kind::page, cluster_id{0, 0}, encode(page_of({0, 0}), t.now));
    CHECK((t.around.agents.read().page(cluster_id{0, 0}) != nullptr) == is_believed);
  }
  t.say(second_node, entry_kind::post, sector_id{0}, "", 0);
  CHECK(t.links.find(second_node)->fenced == 2);
  CHECK(t.links.find(first_node)->fenced == 0);
  CHECK(t.system.counters().posts_undeliverable == 1);
}

TEST_CASE("M4 a message from sector to sector is passed on unread", "[hosts]") {
  whole_hub t;
  t.settle();
  t.told(first_node);
  t.say(first_node, entry_kind::post, sector_id{0}, "nobody reads this here",
        agent_id{1, 0, 2}.packed());
  const auto told = t.told(first_node);
  REQUIRE(t.count(told, entry_kind::post) == 1);
  CHECK(told.back().body == "nobody reads this here");
  CHECK(told.back().where == scope(agent_id{1, 0, 2}));
}

TEST_CASE("R2 a node that joins is welcomed, then given the sectors", "[hosts]") {
  whole_hub t;
  t.settle();
  const auto told = t.told(first_node);
  REQUIRE(told.size() >= 3);
  CHECK(told.front().kind == entry_kind::welcome);
  CHECK(t.count(told, entry_kind::host_sector) == 2);
  CHECK(t.events("HOST_JOINED").size() == 1);
  CHECK(t.events("SECTOR_PLACED")
        == std::vector<std::string>{"it runs there now", "it runs there now"});
  CHECK(t.places.holder(sector_id{1}) == first_node);
}

TEST_CASE("R2 nothing is placed before it is on the disk", "[hosts]") {
  whole_hub t;
  t.disk_is_full = true;
  t.settle();
  CHECK(t.count(t.told(first_node), entry_kind::host_sector) == 0);
  CHECK(t.places.holder(sector_id{0}) == 0);
  CHECK(t.store.failure().code == errc::io_error);
  t.disk_is_full = false;
  t.pass(1s);
  CHECK(t.count(t.told(first_node), entry_kind::host_sector) == 2);
  CHECK(t.places.holder(sector_id{0}) == first_node);
}

TEST_CASE("R2 who waits for a host that is lost is told, and its sectors are nobody's",
          "[hosts]") {
  whole_hub t;
  t.settle();
  t.places.meet({sector_id{0}, t.proxy.as<caf::actor>()});
  t.say(first_node, entry_kind::sector_up, sector_id{0}, "", t.table.epoch(sector_id{0}));
  t.questions.add(7, t.proxy.as<caf::actor>(), sector_id{0});
  t.system.run();
  REQUIRE(t.proxy.count<part_news>() == 1);
  CHECK(t.proxy.all<part_news>()[0].up);
  for (int i = 0; i < 5; ++i)
    t.pass(1s);
  t.placement.carry_out(t.table.dead("n1", first_node, t.now)); // its witness has shown it
  for (int i = 0; i < 5; ++i)
    t.pass(1s);
  t.system.run();
  CHECK(t.events("HOST_SUSPECT").size() == 1);
  CHECK(t.events("HOST_LOST").size() == 1);
  CHECK(t.events("SECTOR_UNSERVED").size() == 2);
  REQUIRE(t.proxy.count<part_news>() == 2);
  CHECK_FALSE(t.proxy.all<part_news>()[1].up);
  REQUIRE(t.proxy.all<link_answer>().size() == 1);
  CHECK(t.proxy.all<link_answer>()[0].kind == entry_kind::refused);
  CHECK(t.places.holder(sector_id{0}) == 0);
  CHECK(t.links.find(first_node) == nullptr);
}

TEST_CASE("a node that joins later is told of the world as it was changed", "[hosts]") {
  whole_hub t;
  t.settle();
  t.placement.change_world(link_entry{entry_kind::simulate, {}, 1, {}, "changed"});
  CHECK(t.count(t.told(first_node), entry_kind::simulate) == 1);
  t.greet(second_node, "n2");
  t.pass(1s);
  CHECK(t.count(t.told(second_node), entry_kind::simulate) == 1);
}

TEST_CASE("what nodes report is recorded by this host's clock, and nothing else", "[hosts]") {
  whole_hub t;
  SECTION("K1 a conflict") {
    conflict_record record;
    record.id = {5};
    record.at_ms = 123; // by the node's clock
    link_entry e{entry_kind::conflict, sector_id{0}, 0, {}, encode(record, 2s)};
    e.waited = 1s;
    CHECK(t.records.take("n1", e));
    REQUIRE(t.system.conflicts().size() == 1);
    CHECK(t.system.conflicts()[0].id == message_id{5});
    CHECK(t.system.conflicts()[0].at_ms == t.around.wall_ms(t.now - 3s));
  }
  SECTION("Z4 a page, of the cluster that the entry names") {
    const auto page = encode(page_of({0, 0}), t.now);
    CHECK_FALSE(
        t.records.take("n1", link_entry{entry_kind::page, cluster_id{1, 0}, 0, {}, page}));
    CHECK_FALSE(t.records.take("n1", link_entry{entry_kind::page, sector_id{0}, 0, {}, page}));
    CHECK(t.around.agents.read().page(cluster_id{0, 0}) == nullptr);
    CHECK(t.records.take("n1", link_entry{entry_kind::page, cluster_id{0, 0}, 0, {}, page}));
    CHECK(t.around.agents.read().page(cluster_id{0, 0}) != nullptr);
  }
  SECTION("what cannot be read, or is for no record") {
    CHECK_FALSE(
        t.records.take("n1", link_entry{entry_kind::event, sector_id{0}, 0, {}, "nonsense"}));
    CHECK_FALSE(t.records.take(
        "n1", link_entry{entry_kind::counters, {}, 0, {}, encode(node_counters())}));
    CHECK(t.events("AGENT_CRASH").empty());
  }
}

TEST_CASE("X1 an agent outside is let in by the host of its cluster, and sent there by others",
          "[hosts]") {
  whole_hub hub;
  fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(first_node);
  (void)hub.told(second_node);

  hub.say(first_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 7);
  const auto here = answer_in(hub.told(first_node), 7);
  CHECK(here.code.empty());
  CHECK(here.said == "welcome store-1");

  hub.say(second_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 8);
  const auto there = answer_in(hub.told(second_node), 8);
  CHECK(there.code == "elsewhere");
  CHECK(there.url == "wss://n1:7443/v1/agent");
  CHECK(there.said.empty());

  enrolments.refuses = "revoked";
  hub.say(second_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 9);
  CHECK(answer_in(hub.told(second_node), 9).code == "revoked");
}

TEST_CASE("X1 a new key for an agent outside goes to the host that asked", "[hosts]") {
  whole_hub hub;
  const fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(second_node);
  hub.say(second_node, entry_kind::ask_admission, {},
          encode(admission_question{"store-1", "old", {}, "new"}), 3);
  const auto how = answer_in(hub.told(second_node), 3);
  CHECK(how.code.empty());
  CHECK(how.said == "welcome store-1");
  REQUIRE(enrolments.asked.size() == 1);
  CHECK(enrolments.asked[0].new_key == "new");
}

TEST_CASE("X1 an agent outside whose cluster is nowhere, or has no port, is told why",
          "[hosts]") {
  whole_hub hub;
  const auto ask = [&](session_id session, std::uint64_t number) {
    (void)hub.told(session);
    hub.say(session, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}),
            number);
    return answer_in(hub.told(session), number);
  };
  hub.greet(first_node, "n3"); // which has no port
  hub.pass(1s);
  hub.greet(second_node, "n2");
  CHECK(ask(second_node, 1).detail == "the mesh's enrolments are not open yet");

  const fake_enrolments enrolments(*hub.setup.agents);
  const auto no_port = ask(second_node, 2);
  CHECK(no_port.code == "unavailable");
  CHECK(no_port.detail == "its cluster, s01.c00, is on n3, which has no port for agents");
  CHECK(no_port.remedy == "set gateway.listen on every host of sectors");

  hub.places.at(sector_id{1}).by = 0;
  const auto homeless = ask(second_node, 3);
  CHECK(homeless.code == "unavailable");
  CHECK(homeless.detail == "its cluster, s01.c00, is on no host at present");
}

TEST_CASE("X1 orders go to the ports of all hosts, and invites name all addresses", "[hosts]") {
  whole_hub hub;
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(first_node);
  (void)hub.told(second_node);
  hub.agents.order({"store-1", "revoked", "an operator has revoked its enrolment", {}});
  for (auto session : {first_node, second_node})
    CHECK(whole_hub::count(hub.told(session), entry_kind::port_order) == 1);
  const std::vector<std::string> both{"wss://n1:7443/v1/agent", "wss://n2:7443/v1/agent"};
  CHECK(hub.agents.urls(sector_id{1}).all == both); // that of its host is the first
  CHECK(hub.agents.urls(cluster_id{1, 0}).all == both);
  CHECK(hub.agents.urls({}).all == both);
}

TEST_CASE("X1 whoever was on the port of a host that is gone is nowhere", "[hosts]") {
  whole_hub hub;
  fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.say(first_node, entry_kind::agents_at_port, {},
          encode(agents_at_port{true, {{"store-1", "10.0.0.9:4711"}}}));
  CHECK(enrolments.said == std::vector<std::string>{"n1 store-1 10.0.0.9:4711", "n1 all"});
  hub.say(first_node, entry_kind::port_links, {}, encode(port_links{{{"10.0.0.9:4711"}}}));
  CHECK(enrolments.said.back() == "n1 has 1 links");
  enrolments.said.clear();
  hub.agents.forget(first_node);
  CHECK(enrolments.said == std::vector<std::string>{"n1 all"});
}
