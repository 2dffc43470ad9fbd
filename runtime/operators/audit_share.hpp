#pragma once
#include <cstdint>
#include <mutex>
#include <optional>

namespace mesh {

/// The refusals of people who are not known that go on record: whoever reaches the mesh can
/// cause them, and must not fill its disk (X3). Any thread.
class audit_share {
public:
  static constexpr std::uint64_t most = 60;          // within a period
  static constexpr std::uint64_t period_ms = 60'000; // of the clock since 1970

  /// Whether one goes on record now, and how many did not since the one before; nothing: it is
  /// counted only.
  std::optional<std::uint64_t> enter(std::uint64_t now_ms);

private:
  std::mutex mutex_;
  std::uint64_t began_ms_ = 0;
  std::uint64_t noted_ = 0;
  std::uint64_t silent_ = 0;
};

} // namespace mesh
