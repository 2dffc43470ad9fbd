#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "config/placement.hpp"
#include "runtime/placement/held_part.hpp"
#include "runtime/placement/stored_placement.hpp"

namespace mesh {

enum class tenure : std::uint8_t {
  nobody,
  awaited, // its holder is away, but nobody else has got it: it may come back to it
  held,
  stopping, // the holder was told to stop it
};

/// A sector, or a cluster that is detached, and who has it.
struct part_entry {
  placed_part what;
  std::string wanted = {}; // of a cluster: the node that is to have it
  /// Of a sector: its holder has clusters of it that are to be detached since, and has to
  /// stop it once.
  bool divided = false;
  tenure how = tenure::nobody;
  std::string holder = {};
  std::uint64_t epoch = 0;
  [[nodiscard]] bool served() const { return how == tenure::held || how == tenure::stopping; }
};

/// All that is placed: sectors in order, then detached clusters, in order. A part has one
/// holder at most, and each time it is given away its epoch grows.
class part_book {
public:
  /// With the sectors 0 to `sectors` - 1, and the clusters that are configured or were
  /// stored to be detached.
  part_book(const placement_config& cfg, int sectors, const std::vector<stored_part>& stored);

  /// A node that had something when it was stored is waited for. False when nobody had
  /// anything.
  bool recall(const std::vector<stored_part>& stored);

  /// Null when there is no such part.
  [[nodiscard]] const part_entry* find(const placed_part& what) const;
  [[nodiscard]] part_entry* find(const placed_part& what);
  [[nodiscard]] placed_part part_of(cluster_id cluster) const;
  [[nodiscard]] std::vector<cluster_id> detached(sector_id sector) const;
  /// Whoever serves it; empty: nobody.
  [[nodiscard]] std::string holder(const placed_part& what) const;
  [[nodiscard]] std::uint64_t epoch(const placed_part& what) const;
  [[nodiscard]] bool was_ever_given() const;
  [[nodiscard]] bool serves_any(const std::string& node) const;
  void release(part_entry& part);
  void release_all_of(const std::string& node);
  /// The parts that it serves are waited for.
  void await(const std::string& node);

  [[nodiscard]] std::vector<stored_part> stored() const;
  [[nodiscard]] std::vector<part_entry>& all() { return parts_; }
  [[nodiscard]] const std::vector<part_entry>& all() const { return parts_; }
  [[nodiscard]] std::size_t sectors() const { return sectors_; }

private:
  std::size_t sectors_; // so many of them are sectors
  std::vector<part_entry> parts_;
};

} // namespace mesh
