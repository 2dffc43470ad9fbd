#include "runtime/node/bodies/sector_handover.hpp"

#include <google/protobuf/arena.h>

#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace {

using namespace codec;

/// A breaker for each cluster, one for the sector and one for all.
constexpr auto most_circuits = max_children + 2;

bool read_pages(const v1::SectorHandover& from, time_point now, std::vector<cluster_page>& to) {
  if (from.pages_size() > max_children)
    return false;
  to.clear();
  for (const auto& page : from.pages()) {
    if (!read(page, now, to.emplace_back()))
      return false;
    const auto cluster = to.back().summary.cluster;
    for (std::size_t i = 0; i + 1 < to.size(); ++i)
      if (to[i].summary.cluster == cluster
          || to[i].summary.cluster.parent() != cluster.parent())
        return false;
  }
  return true;
}

bool read_circuits(const v1::SectorHandover& from, std::vector<circuit>& to) {
  if (from.circuits_size() > most_circuits)
    return false;
  to.clear();
  for (const auto& bytes : from.circuits())
    if (!decode(bytes, to.emplace_back()))
      return false;
  return true;
}

bool read_detached(const v1::SectorHandover& from, std::vector<cluster_id>& to) {
  if (from.detached_size() > max_children)
    return false;
  to.clear();
  for (auto packed : from.detached()) {
    if (packed >= max_children * max_children)
      return false;
    to.push_back({static_cast<std::uint8_t>(packed / max_children),
                  static_cast<std::uint8_t>(packed % max_children)});
  }
  return true;
}

} // namespace

std::string encode(const sector_handover& h, time_point now) {
  google::protobuf::Arena arena;
  auto& pb = *google::protobuf::Arena::CreateMessage<v1::SectorHandover>(&arena);
  pb.set_epoch(h.epoch);
  write(h.roster, *pb.mutable_roster());
  for (const auto& page : h.pages)
    write(page, now, *pb.add_pages());
  for (const auto& one : h.circuits)
    pb.add_circuits(encode(one));
  for (auto cluster : h.detached)
    pb.add_detached(
        static_cast<std::uint32_t>(cluster.sector * max_children + cluster.cluster));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, time_point now, sector_handover& out) {
  google::protobuf::Arena arena;
  auto& pb = *google::protobuf::Arena::CreateMessage<v1::SectorHandover>(&arena);
  if (!parse(bytes, pb, listing_body))
    return false;
  out.epoch = pb.epoch();
  return read(pb.roster(), out.roster) && read_pages(pb, now, out.pages)
         && read_circuits(pb, out.circuits) && read_detached(pb, out.detached);
}

} // namespace mesh
