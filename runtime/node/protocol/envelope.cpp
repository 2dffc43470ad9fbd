#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

link_entry in_envelope(entry_kind kind, cluster_id cluster, link_entry e) {
  const auto kind_inside = static_cast<std::uint64_t>(e.kind);
  link_batch one;
  one.first = 1;
  one.entries.push_back(std::move(e));
  return {kind, cluster, kind_inside, {}, encode(one)};
}

std::optional<link_entry> out_of_envelope(const link_entry& envelope) {
  link_batch one;
  if (!decode(envelope.body, one) || one.entries.size() != 1)
    return std::nullopt;
  auto e = std::move(one.entries.front());
  e.waited += envelope.waited;
  return e;
}

bool is_post(const link_entry& e) {
  const bool envelope = e.kind == entry_kind::to_cluster || e.kind == entry_kind::from_cluster;
  return envelope ? e.number == static_cast<std::uint64_t>(entry_kind::post)
                  : e.kind == entry_kind::post;
}

} // namespace mesh::node
