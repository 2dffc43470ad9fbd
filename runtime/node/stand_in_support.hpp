#pragma once
#include <atomic>
#include <memory>

#include "runtime/node/hub_messages.hpp"

namespace mesh::node {

/// What the stand-ins of a hub share. The hub itself outlives them.
struct stand_in_setup {
  caf::actor hub;
  std::shared_ptr<std::atomic<std::uint64_t>> requests; // so many so far
};

/// Gives entries about one sector to the hub.
class way_out {
public:
  way_out() = default;
  way_out(stand_in_setup setup, sector_id sector) : setup_(std::move(setup)), sector_(sector) {}

  [[nodiscard]] sector_id sector() const { return sector_; }
  void send(entry_kind kind, std::string body, std::uint64_t number = 0) const {
    caf::anon_send(setup_.hub,
                   for_sector{sector_, {kind, sector_, number, {}, std::move(body)}});
  }
  /// One that is answered; its number.
  std::uint64_t ask(entry_kind kind, std::string body, const caf::actor& answer_to) const {
    auto number = ++*setup_.requests;
    caf::anon_send(
        setup_.hub,
        for_sector{sector_, {kind, sector_, number, {}, std::move(body)}, answer_to});
    return number;
  }

private:
  stand_in_setup setup_;
  sector_id sector_;
};

} // namespace mesh::node
