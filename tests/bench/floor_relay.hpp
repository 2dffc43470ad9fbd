#pragma once
#include <cstdint>
#include <memory>

#include "config/config.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::bench {

/// Bare agents that pass messages on through their leads, coordinators and the
/// root, as far up as needed; each message is acknowledged to the lead.
class floor_relay {
public:
  explicit floor_relay(const topology_config& size);
  ~floor_relay();
  floor_relay(const floor_relay&) = delete;
  floor_relay& operator=(const floor_relay&) = delete;
  /// Gives every agent one message to begin with.
  void start();
  void run_for(duration how_long);
  [[nodiscard]] std::uint64_t answered() const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
