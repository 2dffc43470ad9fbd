#pragma once
#include "messages/interfaces.hpp"

/// The subject of a message on its way up the tree.
namespace mesh::node {

inline scope about(const wire<gather_summary>& part) {
  return part->from;
}
inline scope about(const wire<sector_summary>& line) {
  return line->sector;
}
inline scope about(const wire<cluster_summary>& line) {
  return line->cluster;
}
inline scope about(const freeze_report& part) {
  return part.from;
}
inline scope about(const wire<failure_event>& e) {
  return e->where;
}
inline scope about(const wire<circuit>& c) {
  return c->where;
}
inline scope about(const wire<conflict_notice>& n) {
  return n->agent;
}
inline scope about(const wire<message>& /*what*/, const wire<post_order>& order) {
  return order->from;
}

} // namespace mesh::node
