#include "supervisors/open_conflicts.hpp"

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

conflict_record conflict_of(std::uint64_t id, conflict_type type) {
  conflict_record r;
  r.id = {id};
  r.agent = {7, 4, static_cast<std::uint8_t>(id)};
  r.what.type = type;
  return r;
}

open_conflicts room_for(int conflicts) {
  conflicts_config cfg;
  cfg.queue = conflicts;
  return open_conflicts(cfg);
}

} // namespace

TEST_CASE("K2 K3 what is on the desk has a case, until it ends", "[conflicts]") {
  auto open = room_for(10);
  open.add(conflict_of(1, conflict_type::other), at_s(5), false);
  open.add(conflict_of(2, conflict_type::hash_mismatch), at_s(5), false);
  CHECK(open.size() == 2);
  CHECK(open.cases().size() == 2);
  CHECK(open.hash_mismatches() == std::map<message_id, agent_id>{{{2}, {7, 4, 2}}});
  CHECK(open.count_overdue(at_s(1'000'000)) > 0);
  open.end({2});
  CHECK(open.size() == 1);
  CHECK(open.cases().find({2}) == nullptr);
  CHECK(open.hash_mismatches().empty());
  open.end({2}); // has ended
  CHECK(open.size() == 1);
}

TEST_CASE("K2 who has to leave a full desk for a more urgent one has no case any more",
          "[conflicts]") {
  auto open = room_for(1);
  open.add(conflict_of(1, conflict_type::capability_mismatch), at_s(5), false);
  open.add(conflict_of(2, conflict_type::temporal_paradox), at_s(6), false);
  CHECK(open.size() == 1);
  CHECK(open.cases().find({1}) == nullptr);
  CHECK(open.cases().find({2}) != nullptr);
  open.add(conflict_of(3, conflict_type::capability_mismatch), at_s(7), false); // no room
  CHECK(open.cases().size() == 1);
}

TEST_CASE("K3 a hash mismatch that was settled in vain is looked at again", "[conflicts]") {
  auto open = room_for(1);
  open.add(conflict_of(1, conflict_type::hash_mismatch), at_s(5), false);
  open.take_hash_mismatch({1});
  CHECK(open.hash_mismatches().empty());
  CHECK(open.size() == 1);
  open.put_hash_mismatch({1}, {7, 4, 1});
  CHECK(open.hash_mismatches().size() == 1);
}
