#include "runtime/node/bodies/roster_body.hpp"

#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace codec {

void write(const roster_changes& from, v1::RosterChanges& to) {
  for (auto clusters : from.clusters)
    to.add_clusters(static_cast<std::uint32_t>(clusters));
  for (const auto& [id, standing, cls, linked, can] : from.agents) {
    to.add_agent(id.packed());
    to.add_standing(static_cast<std::uint32_t>(standing));
    to.add_agent_class(static_cast<std::uint32_t>(cls));
    if (!linked)
      continue;
    auto& outside = *to.add_linked();
    outside.set_row(static_cast<std::uint32_t>(to.agent_size() - 1));
    for (const auto& capability : can)
      outside.add_capabilities(capability);
  }
}

namespace {

constexpr std::size_t longest_capability = 255; // in bytes

bool read_row(const v1::RosterChanges& from, int i, roster_change& to) {
  return read_agent(from.agent(i), to.id)
         && read_enum(from.standing(i), membership::leaving, to.standing)
         && read_enum(from.agent_class(i), agent_class::f_human, to.cls);
}

bool read_linked(const v1::RosterChanges& from, std::vector<roster_change>& rows) {
  auto least = std::size_t{0};
  for (const auto& outside : from.linked()) {
    if (outside.row() < least || outside.row() >= rows.size()
        || outside.capabilities_size() > capability_set::max_size)
      return false;
    least = std::size_t{outside.row()} + 1;
    auto& to = rows[outside.row()];
    to.linked = true;
    for (const auto& capability : outside.capabilities()) {
      if (capability.size() > longest_capability)
        return false;
      to.capabilities.push_back(capability);
    }
  }
  return true;
}

} // namespace

bool read(const v1::RosterChanges& from, roster_changes& to) {
  const auto rows = from.agent_size();
  to = {};
  if (from.clusters_size() > max_children || rows > static_cast<int>(agents_end)
      || from.standing_size() != rows || from.agent_class_size() != rows)
    return false;
  for (auto clusters : from.clusters()) {
    if (clusters > max_children)
      return false;
    to.clusters.push_back(static_cast<int>(clusters));
  }
  to.agents.resize(static_cast<std::size_t>(rows));
  for (int i = 0; i < rows; ++i)
    if (!read_row(from, i, to.agents[static_cast<std::size_t>(i)])
        || (i > 0 && from.agent(i) <= from.agent(i - 1)))
      return false;
  return read_linked(from, to.agents);
}

} // namespace codec

std::string encode(const roster_changes& c) {
  v1::RosterChanges pb;
  codec::write(c, pb);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, roster_changes& out) {
  v1::RosterChanges pb;
  return codec::parse(bytes, pb, codec::listing_body) && codec::read(pb, out);
}

} // namespace mesh
