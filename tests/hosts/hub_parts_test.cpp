// The parts of the hub, each by itself.
#include "messages/codec.hpp"
#include "messages/interfaces.hpp"
#include "messages/type_ids.hpp"
#include "runtime/channel/borrowed_messages.hpp"
#include "runtime/node/hub/freeze_ledger.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/node/hub/silence_inquiries.hpp"
#include "runtime/node/hub/witness_watch.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace std::chrono_literals;

namespace {

shared_message message_of(std::size_t bytes, char filler = 'x') {
  message m;
  m.payload = std::string(bytes, filler);
  m.payload_hash = hash_of_payload(m);
  return std::make_shared<const message>(std::move(m));
}

std::vector<scope> places_in(const std::vector<freeze_order>& orders) {
  std::vector<scope> where;
  for (const auto& order : orders)
    where.push_back(order.where);
  return where;
}

/// Links of the hub without actors: what goes over them is kept.
struct links_under_test {
  config cfg;
  mesh_counters counters;
  time_point now = time_point() + 1h;
  session_id newest = 0;
  std::vector<link_batch> sent;
  sessions links{
      cfg,
      counters,
      {[this] { return now; },
       [this](const caf::actor&, link_batch batch) { sent.push_back(std::move(batch)); },
       [](time_point, session_id) {},
       [this] {
         return 100 + ++newest;
       }}};
  /// All that waits for it, in order.
  std::vector<link_entry> waiting(session_id session) {
    return links.find(session)->link.close(now);
  }
  parcel scatter(const shared_message& what, std::uint8_t sector) const {
    scatter_order order;
    order.gather = 7;
    order.where = sector_id{sector};
    return parcel_of(entry_kind::scatter, sector_id{sector}, 0, wire<message>(what),
                     wire<scatter_order>(order));
  }
  sessions::peer& add(session_id session, bool takes_lent) {
    auto& p = *links.find_or_add(session);
    p.takes_lent = takes_lent;
    p.joins = p.welcomed = true;
    return p;
  }
};

std::vector<entry_kind> kinds_in(const std::vector<link_entry>& entries) {
  std::vector<entry_kind> kinds;
  for (const auto& e : entries)
    kinds.push_back(e.kind);
  return kinds;
}

} // namespace

TEST_CASE("O6 a part is told once what is frozen, and what is not any more", "[hosts]") {
  freeze_ledger ledger;
  const placed_part s1 = sector_id{1};
  const freeze_order all{1, freeze_act::freeze, scope(), {}};
  ledger.stand({all});
  CHECK(places_in(ledger.due(s1)) == std::vector<scope>{scope()});
  CHECK(ledger.due(s1).empty());
  ledger.stand({});
  const auto thawed = ledger.due(s1);
  REQUIRE(thawed.size() == 1);
  CHECK(thawed[0].what == freeze_act::thaw);
  CHECK(ledger.due(s1).empty());
}

TEST_CASE("O6 a part is not told what it was ordered, nor what does not touch it", "[hosts]") {
  freeze_ledger ledger;
  const placed_part s1 = sector_id{1};
  const freeze_order of_s1{1, freeze_act::freeze, sector_id{1}, {}};
  ledger.note(s1, of_s1);
  ledger.stand({of_s1, {2, freeze_act::freeze, sector_id{2}, {}}});
  CHECK(ledger.due(s1).empty());
  ledger.begins(s1); // another coordinator
  CHECK(places_in(ledger.due(s1)) == std::vector<scope>{sector_id{1}});
  ledger.note(s1, {3, freeze_act::thaw, scope(), {}});
  ledger.stand({});
  CHECK(ledger.due(s1).empty());
}

TEST_CASE("R2 a silent process is dead when its own host says that it is gone", "[hosts]") {
  std::vector<session_id> probed;
  witness_watch watch(100ms,
                      [&](session_id session, const node_peer&) { probed.push_back(session); });
  auto now = time_point() + 1h;
  node_row row;
  row.name = "n1";
  row.session = 5;
  row.state = node_state::up;
  watch.follow("n1", 5, "n1:7");
  watch.look({row}, now);
  watch.look({row}, now); // it has yet to answer
  CHECK(probed == std::vector<session_id>{5});
  SECTION("an address where it never answered proves nothing") {
    CHECK_FALSE(watch.heard({"n1", 5, witnessed::refused, 0}, 5));
  }
  SECTION("an address where it answered does") {
    CHECK_FALSE(watch.heard({"n1", 5, witnessed::alive, 5}, 5));
    std::map<std::string, std::string> known;
    watch.note_witnesses(known);
    CHECK(known == std::map<std::string, std::string>{{"n1", "n1:7"}});
    row.state = node_state::suspect;
    now += 100ms;
    watch.look({row}, now);
    CHECK(probed.size() == 2);
    CHECK(watch.heard({"n1", 5, witnessed::refused, 0}, 5));
    CHECK_FALSE(watch.heard({"n1", 5, witnessed::refused, 0}, 5)); // once
  }
  SECTION("another process of its name there does, too") {
    watch.heard({"n1", 5, witnessed::alive, 5}, 5);
    CHECK(watch.heard({"n1", 5, witnessed::alive, 6}, 5));
  }
}

TEST_CASE("R2 why a node is silent is known when all that were asked have answered",
          "[hosts]") {
  std::size_t asked = 0;
  silence_inquiries inquiries(
      [&](const node_peer&, const std::vector<node_peer>& others) { asked = others.size(); });
  inquiries.begin({"n1", "n1:7"}, {{"n2", "n2:7"}, {"n3", "n3:7"}, {"n4", ""}});
  CHECK(asked == 2); // n4 cannot be asked
  inquiries.heard({"n1", {"n2", hears::yes}});
  CHECK_FALSE(inquiries.cause("n1"));
  inquiries.heard({"n1", {"n3", hears::unreachable}});
  CHECK(inquiries.cause("n1"));
  inquiries.heard({"n1", {"n3", hears::no}}); // nobody asked again
  inquiries.forget("n1");
  CHECK_FALSE(inquiries.cause("n1"));
}

TEST_CASE("a message for many sectors of a node goes there once", "[hosts]") {
  links_under_test t;
  t.add(1, true);
  const auto large = message_of(4'096);
  for (std::uint8_t sector = 0; sector < 3; ++sector)
    REQUIRE(t.links.offer(1, t.scatter(large, sector)));
  const auto waits = t.waiting(1);
  using enum entry_kind;
  CHECK(kinds_in(waits) == std::vector{lent_message, lent_scatter, lent_scatter, lent_scatter});
  borrowed_messages borrowed;
  message read;
  REQUIRE(decode(waits[0].body, read));
  REQUIRE(borrowed.add(waits[0].number, std::make_shared<const message>(read)));
  for (std::size_t i = 1; i < waits.size(); ++i) {
    const auto said =
        unpack(waits[i], [&](std::uint64_t number) { return borrowed.find(number); });
    REQUIRE(said);
    CHECK(*said->content.get_as<wire<message>>(0) == *large);
    CHECK(said->content.get_as<wire<scatter_order>>(1)->gather == 7);
  }
  CHECK_FALSE(unpack(waits[1])); // a node without the message
}

TEST_CASE("a small message, and one for an older node, goes with each scatter", "[hosts]") {
  links_under_test t;
  t.add(1, true);
  t.add(2, false);
  const auto small = message_of(16);
  REQUIRE(t.links.offer(1, t.scatter(small, 0)));
  CHECK(kinds_in(t.waiting(1)) == std::vector{entry_kind::scatter});
  REQUIRE(t.links.offer(2, t.scatter(message_of(4'096), 0)));
  const auto waits = t.waiting(2);
  CHECK(kinds_in(waits) == std::vector{entry_kind::scatter});
  CHECK(unpack(waits[0]));
}

TEST_CASE("a node forgets a message that no scatter refers to any more", "[hosts]") {
  links_under_test t;
  t.add(1, true);
  REQUIRE(t.links.offer(1, t.scatter(message_of(4'096), 0)));
  t.links.reclaim_lent();
  CHECK(t.waiting(1).size() == 2);
  t.now += 2s;
  t.links.reclaim_lent();
  const auto waits = t.waiting(1);
  REQUIRE(kinds_in(waits) == std::vector{entry_kind::forget_message});
  CHECK(waits[0].number == 1);
}

TEST_CASE("lent messages are bounded in bytes and in number", "[hosts]") {
  lent_messages lent(10'000);
  const auto now = time_point() + 1h;
  const auto first = message_of(6'000);
  const auto second = message_of(6'000);
  CHECK(lent.add(first, now).empty());
  CHECK(lent.find(first, now) == 1);
  CHECK(lent.add(second, now) == std::vector<std::uint64_t>{1});
  CHECK(lent.find(first, now) == 0);
  CHECK(lent.find(second, now) == 2);
  CHECK(lent.bytes() == 6'000);
  std::size_t forgotten = 0;
  for (std::size_t i = 0; i < lent_messages::most_messages; ++i)
    forgotten += lent.add(message_of(10), now).size();
  CHECK(forgotten == 1);
  CHECK(lent.find(second, now) == 0);
}

TEST_CASE("a process that missed what nobody says again is reset", "[hosts]") {
  links_under_test t;
  t.cfg.links.entries = 1;
  t.add(1, true).name = "n1";
  t.add(2, true).name = "n2";
  t.links.offer(1, link_entry{entry_kind::rules, sector_id{0}, 0, {}, {}});
  CHECK_FALSE(t.links.offer(1, link_entry{entry_kind::rules, sector_id{1}, 0, {}, {}}));
  std::vector<session_id> reset;
  t.links.reset_overrun([&](session_id s) { reset.push_back(s); });
  CHECK(reset.empty()); // the rules are said again
  CHECK_FALSE(t.links.offer(1, link_entry{entry_kind::post, sector_id{1}, 0, {}, {}}));
  CHECK(t.counters.posts_undeliverable == 1);
  CHECK_FALSE(t.links.offer(1, link_entry{entry_kind::peers, {}, 0, {}, {}}));
  t.links.reset_overrun([&](session_id s) { reset.push_back(s); });
  CHECK(reset == std::vector<session_id>{1});
  CHECK(t.links.find(1) == nullptr);
  CHECK(t.links.find(2) != nullptr);
}
