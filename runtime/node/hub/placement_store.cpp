#include "runtime/node/hub/placement_store.hpp"

#include <utility>

#include <spdlog/spdlog.h>

namespace mesh::node {

tl::expected<void, error> placement_store::write() {
  auto placed = table_.stored();
  witnesses_.note_witnesses(placed.witnesses);
  auto& kept = kept_.placed;
  if (placed != kept)
    ++placed.term;
  const bool must_write = write_ && placed != kept;
  auto written = must_write ? write_(placed) : tl::expected<void, error>{};
  const auto before = std::exchange(failure_, written ? error{} : written.error());
  if (!written && before.code == errc::none) {
    const auto seen = "no sector is placed until this works: " + to_string(failure_);
    spdlog::error("{}", seen);
    people_.tell(notice_kind::placement_unwritten, {}, {}, seen);
  }
  if (written && before.code != errc::none) {
    spdlog::info("placements are written again");
    people_.tell(notice_kind::placement_written, {}, {}, "the disk takes placements again");
  }
  if (written) {
    table_.stored_as(placed.term);
    kept = std::move(placed);
  }
  return written;
}

} // namespace mesh::node
