#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh {

/// Most children one parent may have, on any level (T1). Two digits per level
/// are therefore always enough, and ids sort as text (T4).
inline constexpr int max_children = 100;

/// `s07`: a sector, 0 to 99.
struct sector_id {
  std::uint8_t sector = 0;
  auto operator<=>(const sector_id&) const = default;
};

/// `s07.c04`: a cluster within its sector.
struct cluster_id {
  std::uint8_t sector = 0;
  std::uint8_t cluster = 0;
  auto operator<=>(const cluster_id&) const = default;
  [[nodiscard]] sector_id parent() const { return {sector}; }
};

/// `s07.c04.a12`: an agent within its cluster. Class and capabilities are
/// attributes of an agent and never part of its id (T4).
struct agent_id {
  std::uint8_t sector = 0;
  std::uint8_t cluster = 0;
  std::uint8_t agent = 0;
  auto operator<=>(const agent_id&) const = default;
  [[nodiscard]] cluster_id parent() const { return {sector, cluster}; }
  /// The id as one number, in the order of the text; unique in the mesh.
  [[nodiscard]] std::uint32_t packed() const {
    return (std::uint32_t{sector} * max_children + cluster) * max_children + agent;
  }
  [[nodiscard]] static agent_id unpack(std::uint32_t packed);
};

std::string to_string(sector_id id);
std::string to_string(cluster_id id);
std::string to_string(agent_id id);

/// Part of the mesh that a command speaks of: `all`, a sector, a cluster or
/// one agent.
class scope {
public:
  enum class level : std::uint8_t { all, sector, cluster, agent };

  scope() = default;
  scope(sector_id id) : level_(level::sector), id_{id.sector, 0, 0} {}
  scope(cluster_id id) : level_(level::cluster), id_{id.sector, id.cluster, 0} {}
  scope(agent_id id) : level_(level::agent), id_(id) {}

  [[nodiscard]] level kind() const { return level_; }
  [[nodiscard]] sector_id sector() const { return {id_.sector}; }
  [[nodiscard]] cluster_id cluster() const { return id_.parent(); }
  [[nodiscard]] agent_id agent() const { return id_; }
  [[nodiscard]] bool contains(agent_id id) const;
  /// Whether any agent of the sector or cluster can be in this scope.
  [[nodiscard]] bool touches(sector_id id) const;
  [[nodiscard]] bool touches(cluster_id id) const;
  /// Whether all of the other scope lies in this one.
  [[nodiscard]] bool covers(const scope& other) const {
    return level_ <= other.level_ && contains(other.id_);
  }
  bool operator==(const scope&) const = default;

private:
  level level_ = level::all;
  agent_id id_;
};

std::string to_string(const scope& where);

/// Reads `all`, `s07`, `s07.c04` or `s07.c04.a12`. Anything else is
/// `errc::invalid_id`, with what was expected.
tl::expected<scope, error> parse_scope(std::string_view text);
/// As parse_scope, for exactly an agent's id.
tl::expected<agent_id, error> parse_agent_id(std::string_view text);

/// Identifies one message: unique, and later messages have larger ids (M1).
/// 41 bits of milliseconds, 14 bits of node, 9 bits of sequence.
struct message_id {
  std::uint64_t value = 0;
  auto operator<=>(const message_id&) const = default;
};

/// Sixteen hexadecimal digits, sortable.
std::string to_string(message_id id);
/// Of sixteen hexadecimal digits; none otherwise.
std::optional<message_id> parse_message_id(std::string_view text);

/// Gives out message ids. Not synchronised: one per actor that creates
/// messages, each with its own node number.
class message_id_source {
public:
  /// All its ids are later than `after_ms`, in which another source of the same
  /// node may have given out some.
  explicit message_id_source(std::uint16_t node, std::uint64_t after_ms = 0)
      : last_ms_(after_ms), node_(node & 0x3fff), sequence_(after_ms > 0 ? last_sequence : 0) {}
  /// The node number of the lead of a cluster; 0 is the orchestrator's.
  static std::uint16_t node_of(cluster_id lead) {
    return static_cast<std::uint16_t>(1 + lead.sector * max_children + lead.cluster);
  }
  static std::uint16_t node_of(sector_id coordinator) {
    return static_cast<std::uint16_t>(1 + max_children * max_children + coordinator.sector);
  }
  /// The next id; `now_ms` may stand still or run backwards, ids never do.
  message_id next(std::uint64_t now_ms);

private:
  static constexpr std::uint16_t last_sequence = 0x1ff;
  std::uint64_t last_ms_;
  std::uint16_t node_;
  std::uint16_t sequence_;
};

} // namespace mesh

template <>
struct std::hash<mesh::agent_id> {
  std::size_t operator()(mesh::agent_id id) const noexcept { return id.packed(); }
};
template <>
struct std::hash<mesh::message_id> {
  std::size_t operator()(mesh::message_id id) const noexcept {
    return id.value * 0x9e3779b97f4a7c15ULL;
  }
};
