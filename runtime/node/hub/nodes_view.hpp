#pragma once
#include "actors/parts/surroundings.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/node/hub/host_gate.hpp"
#include "runtime/node/hub/part_places.hpp"
#include "runtime/node/hub/placement_store.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/node/hub/silence_inquiries.hpp"

namespace mesh::node {

/// Looks at the parts of the hub for what `nodes` shows; changes nothing.
struct nodes_view {
  const config& cfg;
  const node_table& table;
  const sessions& links;
  const part_places& places;
  const silence_inquiries& inquiries;
  const placement_store& store;
  const host_gate& gate;

  [[nodiscard]] nodes_report report(time_point now, std::uint64_t hubs_replaced) const;

private:
  [[nodiscard]] listed_node listed(const node_row& row) const;
  [[nodiscard]] std::string holder_of(const placed_part& part) const;
  void count_pending(nodes_report& report) const;
};

} // namespace mesh::node
