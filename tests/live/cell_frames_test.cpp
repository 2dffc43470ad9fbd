// O1: frames say the same to a reader that knows only their description.
#include "tests/live/live_support.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("O1 a snapshot is read back as it was, and is well below 1 MB at 30,000", "[live]") {
  live::cells all;
  for (std::uint8_t sector = 0; sector < 100; ++sector)
    for (std::uint8_t cluster = 0; cluster < 10; ++cluster)
      for (std::uint8_t agent = 0; agent < 30; ++agent)
        all.push_back(
            active_cell({sector, cluster, agent}, static_cast<std::uint8_t>(agent * 8)));
  const auto frame = live::write_frame(live::snapshot_kind, 258, 0, all);
  CHECK(frame.size() == 16 + 30'000 * 8);
  live_reader reader;
  REQUIRE(reader.take(frame));
  CHECK(reader.version == 258);
  CHECK(reader.all() == all);
}

TEST_CASE("O1 a difference has who changed, who came and who is gone", "[live]") {
  const live::cells before{active_cell({0, 0, 0}), active_cell({0, 0, 1}),
                           active_cell({0, 0, 3}), active_cell({5, 0, 0})};
  const live::cells now{active_cell({0, 0, 1}), active_cell({0, 0, 2}),
                        active_cell({0, 0, 3}, 9)};
  const auto changed = live::difference(before, now);
  REQUIRE(changed.size() == 4);
  CHECK(changed[0].look == live::gone_look);
  CHECK(changed[1] == now[1]);
  CHECK(changed[2] == now[2]);
  CHECK(changed[3].look == live::gone_look);
  CHECK(live::difference(now, now).empty());
  live_reader reader;
  REQUIRE(reader.take(live::write_frame(live::snapshot_kind, 1, 0, before)));
  REQUIRE(reader.take(live::write_frame(live::delta_kind, 2, 1, changed)));
  CHECK(reader.all() == now);
}

TEST_CASE("O1 a reader refuses a step that it has not the base of", "[live]") {
  live_reader reader;
  REQUIRE(reader.take(live::write_frame(live::snapshot_kind, 4, 0, {})));
  CHECK_FALSE(reader.take(live::write_frame(live::delta_kind, 6, 5, {})));
}
