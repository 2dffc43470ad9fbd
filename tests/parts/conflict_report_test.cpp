#include "actors/parts/conflict_report.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

ack conflicting() {
  ack a;
  a.what = {5};
  a.state = trinary::conflict;
  a.value = "received";
  a.detail = "expected";
  return a;
}

} // namespace

TEST_CASE("K1 a record says what was expected and received, and of which message") {
  const conflicts_config cfg;
  message about;
  about.payload = "payload";
  agent_row row;
  row.id = {1, 2, 3};
  row.context_hash = 77;
  auto record = record_of(row, conflicting(), {{9}, 1'000, about, 0, std::nullopt}, cfg);
  CHECK(record.id == message_id{9});
  CHECK(record.at_ms == 1'000);
  CHECK(record.agent == row.id);
  CHECK(record.message == message_id{5});
  CHECK(record.what.type == conflict_type::data_contradiction);
  CHECK(record.what.expected == "expected");
  CHECK(record.what.received == "received");
  CHECK(record.what.context_hash == 77);
  REQUIRE(record.held);
  CHECK(record.held->payload == "payload");
}

TEST_CASE("K1 what is known beyond the two texts is kept") {
  const conflicts_config cfg;
  auto a = conflicting();
  conflict found;
  found.type = conflict_type::hash_mismatch;
  found.context_hash = 5;
  a.found = std::make_shared<const conflict>(found);
  auto record = record_of({}, a, {{9}, 0, message{}, 0, std::nullopt}, cfg);
  CHECK(record.what.type == conflict_type::hash_mismatch);
  CHECK(record.what.context_hash == 5);
}

TEST_CASE("K2 those above hear of a hash mismatch, and not again when it is resolved") {
  const conflicts_config cfg;
  ack a;
  a.context_hash = 6;
  call_damaged(a, 5);
  CHECK(is_conflict(a));
  CHECK(a.found->context_hash == 6);
  auto record = record_of({}, a, {{9}, 0, message{}, 0, std::nullopt}, cfg);
  auto news = notice_of(record, cfg);
  REQUIRE(news);
  CHECK(news->conflict == message_id{9});
  CHECK(news->type == conflict_type::hash_mismatch);
  record.resolves = {3};
  CHECK_FALSE(notice_of(record, cfg));
}

TEST_CASE("an answer that failed is no conflict") {
  auto a = conflicting();
  CHECK(is_conflict(a));
  a.failure = errc::expired;
  CHECK_FALSE(is_conflict(a));
  CHECK_FALSE(is_conflict(ack{}));
}
