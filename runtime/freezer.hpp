#pragma once
#include <filesystem>
#include <functional>
#include <mutex>
#include <vector>

#include "runtime/storage/frozen_scopes.hpp"

namespace mesh {

/// Freezes and thaws (O6): tells the actors, and has what they hold on the disk
/// before it says that they are frozen, and off it only when they all go on.
/// One order at a time, from any thread.
class freezer {
public:
  /// Passes an order to the actors, and waits for their report.
  using tell = std::function<freeze_report(freeze_order)>;

  /// Reads what is frozen below the folder `data`, unless that is empty; throws
  /// mesh_failure when it cannot be read.
  freezer(const std::filesystem::path& data, const topology_config& size);

  /// `wall_ms`: since 1970, for people.
  freeze_result freeze(const scope& where, std::uint64_t wall_ms, const tell& actors);
  freeze_result thaw(const scope& where, const tell& actors);
  /// To a mesh that has just started: what was frozen is.
  void freeze_again(const tell& actors);
  [[nodiscard]] std::vector<scope> scopes() const;
  /// Orders that hold for whoever starts later, too: what is frozen and was not
  /// told to go on. After a start with the breakers that were open.
  [[nodiscard]] std::vector<freeze_order> standing() const;
  /// As frozen_scopes::newest_ms.
  [[nodiscard]] std::uint64_t newest_ms() const;

private:
  void end_standing(const scope& where);

  mutable std::mutex mutex_;
  topology_config size_;
  storage::frozen_scopes frozen_;
  std::uint64_t orders_ = 0;
  std::vector<freeze_order> standing_;
};

} // namespace mesh
