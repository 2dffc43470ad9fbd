#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/records/frozen_scopes.hpp"

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
  freeze_result thaw(const scope& where, std::uint64_t wall_ms, const tell& actors);
  /// To a mesh that has just started: what was frozen is.
  void freeze_again(const tell& actors);
  [[nodiscard]] std::vector<scope> scopes() const;
  /// Now and then: writes what the disk did not take. Nothing while an order is carried
  /// out.
  void tick();
  /// The number of frozen scopes that should be on the disk and are not, and why.
  struct unwritten_scopes {
    std::size_t count = 0;
    std::string problem;
  };
  [[nodiscard]] unwritten_scopes unwritten() const;
  /// Orders that hold for whoever starts later, too: what is frozen and was not
  /// told to go on. After a start with the breakers that were open.
  [[nodiscard]] std::vector<freeze_order> standing() const;
  /// As frozen_scopes::newest_ms.
  [[nodiscard]] std::uint64_t newest_ms() const;

private:
  void end_standing(const scope& where);
  void note(const tl::expected<void, error>& written);

  mutable std::mutex mutex_;
  std::atomic<bool> busy_{false}; // an order holds the mutex, perhaps on this thread
  std::string problem_;
  topology_config size_;
  storage::frozen_scopes frozen_;
  std::uint64_t orders_ = 0;
  std::vector<freeze_order> standing_;
};

} // namespace mesh
