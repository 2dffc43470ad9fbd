#include "runtime/node/hub/nodes_view.hpp"

namespace mesh::node {

nodes_report nodes_view::report(time_point now, std::uint64_t hubs_replaced) const {
  nodes_report r;
  r.hubs_replaced = hubs_replaced;
  for (const auto& row : table.rows(now))
    r.nodes.push_back(listed(row));
  count_pending(r);
  r.unwritten = store.failure();
  r.forgets = store.forgets();
  r.waits_for = table.waits_for();
  return r;
}

listed_node nodes_view::listed(const node_row& row) const {
  listed_node listed;
  listed.row = row;
  listed.returns = gate.of(row.name);
  if (const auto seen = inquiries.cause(row.name))
    listed.cause = to_string(*seen);
  if (const auto* p = links.find(row.session); p != nullptr) {
    listed.build_version = p->build_version;
    listed.round_trip_ms = 2 * to_ms(p->link.one_way());
    listed.waiting = p->link.size();
  }
  return listed;
}

/// As far as that is carried out; empty: nobody.
std::string nodes_view::holder_of(const placed_part& part) const {
  const auto* p = links.find(places.holder(part));
  return p == nullptr ? std::string() : p->name;
}

/// Decided and carried out placements differ while the disk takes no placement.
void nodes_view::count_pending(nodes_report& report) const {
  for (int s = 0; s < cfg.topology.sectors; ++s) {
    const sector_id sector{static_cast<std::uint8_t>(s)};
    const auto decided = table.holder(sector);
    const auto carried = holder_of(sector);
    report.unplaced += carried.empty() ? 1 : 0;
    report.starting += !carried.empty() && !places.is_up(sector) ? 1 : 0;
    if (decided.empty() || decided == carried)
      continue;
    ++report.pending;
    for (auto& n : report.nodes)
      if (n.row.name == decided) {
        ++n.pending;
        --n.row.sectors;
      } else if (n.row.name == carried) {
        ++n.row.sectors;
      }
  }
}

} // namespace mesh::node
