#pragma once
#include <cstddef>
#include <cstdint>

#include "messages/freeze.hpp"
#include "messages/message.hpp"
#include "messages/scatter_order.hpp"
#include "messages/wire.hpp"

namespace mesh {

/// The children of one parent as its parts see them: the sectors of the mesh, or the
/// clusters of a sector, each in its place. A place may be empty for a while.
class children {
public:
  virtual ~children() = default;
  [[nodiscard]] virtual scope parent() const = 0;
  /// So many places, at most max_children.
  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual bool is_there(std::uint8_t place) const = 0;
  // To a child that is there.
  virtual void ask(std::uint8_t place, const wire<message>& what,
                   const wire<scatter_order>& order) = 0;
  virtual void cancel(std::uint8_t place, std::uint64_t gather) = 0;
  virtual void freeze(std::uint8_t place, const freeze_order& order) = 0;

  /// The sector or cluster in a place.
  [[nodiscard]] scope at(std::uint8_t place) const {
    auto of = parent();
    if (of.kind() == scope::level::all)
      return sector_id{place};
    return cluster_id{of.sector().sector, place};
  }
  /// The child that reports.
  [[nodiscard]] std::uint8_t place_of(const scope& from) const {
    return parent().kind() == scope::level::all ? from.sector().sector : from.cluster().cluster;
  }
  /// Whether any agent of a place can be in `where`.
  [[nodiscard]] bool touches(const scope& where, std::uint8_t place) const {
    auto child = at(place);
    return where.covers(child) || child.covers(where);
  }
};

} // namespace mesh
