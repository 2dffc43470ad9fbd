#include <algorithm>

#include "tests/channel/bodies.hpp"

namespace mesh::testing {

namespace {

template <class T>
bool same_content(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
  return a == b || (a && b && *a == *b);
}

} // namespace

bool same(const link_scatter& a, const link_scatter& b) {
  return same_content(a.what, b.what) && a.order == b.order;
}

bool same(const link_post& a, const link_post& b) {
  return same_content(a.what, b.what) && a.order == b.order;
}

bool same(const freeze_order& a, const freeze_order& b) {
  return a.number == b.number && a.what == b.what && a.where == b.where
         && a.preserved_in == b.preserved_in && same_content(a.preserved, b.preserved);
}

bool same(const freeze_report& a, const freeze_report& b) {
  return a.failure == b.failure && a.number == b.number && a.from == b.from
         && a.counts == b.counts && a.breakers == b.breakers
         && std::equal(a.pages.begin(), a.pages.end(), b.pages.begin(), b.pages.end(),
                       [](const auto& x, const auto& y) { return same_content(x, y); });
}

bool same(const node_welcome& a, const node_welcome& b) {
  return a.mesh_name == b.mesh_name && a.rules.exclusions() == b.rules.exclusions()
         && a.rules.avoided_agents() == b.rules.avoided_agents() && a.roster == b.roster
         && a.context == b.context && a.peers == b.peers && a.silence_ms == b.silence_ms
         && a.rejoin_ms == b.rejoin_ms && a.knows == b.knows;
}

bool same(const sector_handover& a, const sector_handover& b) {
  return a.epoch == b.epoch && a.roster == b.roster && a.pages == b.pages
         && a.circuits == b.circuits && a.detached == b.detached;
}

} // namespace mesh::testing
