#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "messages/link_batch.hpp"

/// Facts about each kind of entry (messages/protocol_rows.hpp), while compiling and
/// as text.
namespace mesh {

/// The way the body of an entry encodes its C++ type.
enum class body_form : std::uint8_t {
  empty,        // there is none; what counts is in the entry's other fields
  numbered,     // none: the type is made of the entry's number
  handle,       // none: the type is made of a handle of the receiving process
  plain,        // the encoded type
  shared,       // the same; actors pass it on as wire<type>
  with_message, // a message, and the type as the order that goes with it
  with_lent,    // as with_message, but the message was sent before (lent_message)
  aged,         // the encoded type; its moments travel as ages (S5)
  answer,       // the encoded type, which only the actor that asked reads
  envelope,     // a batch of one entry
};

/// The ends of a message, sender and receiver: hosts, what they keep, and actors.
enum class link_end : std::uint16_t {
  node = 1,
  hub = 2,
  records = 4, // event log, registry, roster and journal of the orchestrator's host
  orchestrator = 8,
  coordinator = 16,
  lead = 32,
  supervisor = 64, // the one above
  sector_supervisor = 128,
  cluster_supervisor = 256,
};
constexpr link_end operator|(link_end a, link_end b) {
  return static_cast<link_end>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr bool includes(link_end all, link_end one) {
  return (static_cast<std::uint16_t>(all) & static_cast<std::uint16_t>(one)) != 0;
}

/// Which entries of a kind and a `where` are sent, when several wait.
enum class kept_entries : std::uint8_t { every, newest };

/// A row as it is seen while the program runs.
struct protocol_row {
  entry_kind kind{};
  std::string_view name;
  body_form form{};
  std::string_view type;
  link_end from{};
  link_end to{};
  std::string_view number; // what an entry's number is; empty: it has none
  entry_kind answer{};     // 0: there is none
  kept_entries kept{};
  std::string_view meaning;
};

std::string_view to_string(body_form form);
/// All rows, by number.
std::span<const protocol_row> protocol();
/// Null for a kind of a newer version.
const protocol_row* row_of(entry_kind kind);
/// The kind's name, or its number.
std::string name_of(entry_kind kind);

// NOLINTBEGIN(bugprone-branch-clone): a branch for each row
/// Of these only the newest of a `where` counts: one that still waits to be sent
/// is replaced by the next (T2).
constexpr bool newest_wins(entry_kind kind) {
  using enum kept_entries;
  switch (kind) {
#define MESH_KEPT(name, number, form, type, from, to, is, answer, kept, meaning)               \
  case entry_kind::name:                                                                       \
    return (kept) == newest;
    MESH_PROTOCOL(MESH_KEPT)
#undef MESH_KEPT
  }
  return false;
}
// NOLINTEND(bugprone-branch-clone)

struct nothing {}; // the type of a row without a body

// Types above messages/ are only named here.
struct admission_answer;
struct admission_question;
struct aged_conflict;
struct agents_at_port;
struct breaker_note;
struct cancel_gather;
struct circuit;
struct cluster_page;
struct cluster_summary;
struct conflict_notice;
enum class conflict_level : std::uint8_t;
struct error;
struct failure_event;
struct fault_order;
struct fault_report;
struct freeze_order;
struct freeze_report;
struct gather_summary;
struct heal_order;
struct heal_report;
struct join_order;
struct known_mesh;
struct leave_order;
struct meet_orchestrator;
struct message;
struct node_counters;
struct node_hello;
struct node_welcome;
struct part_drop;
struct people_paces;
struct person_answer;
struct person_question;
struct person_withdrawal;
struct port_links;
struct port_order;
struct port_refusal;
struct post_order;
struct quarantine_order;
struct roster_changes;
struct routing_rules;
struct scatter_order;
struct sector_handover;
struct sector_summary;
struct seen_runs;
struct unresponsive;
struct world_change;

/// A row while compiling: `type`, `form`, `from`, `to`.
template <entry_kind Kind>
struct row;

namespace rows {
using enum link_end;
#define MESH_TRAITS(name, number, form_, type_, from_, to_, is, answer, kept, meaning)         \
  struct name##_row {                                                                          \
    using type = mesh::type_;                                                                  \
    static constexpr body_form form = body_form::form_;                                        \
    static constexpr link_end from = from_;                                                    \
    static constexpr link_end to = to_;                                                        \
  };
MESH_PROTOCOL(MESH_TRAITS)
#undef MESH_TRAITS
} // namespace rows

#define MESH_ROW(name, ...)                                                                    \
  template <>                                                                                  \
  struct row<entry_kind::name> : rows::name##_row {};
MESH_PROTOCOL(MESH_ROW)
#undef MESH_ROW

/// Whether actors below an end of the link are told.
constexpr bool is_for_actors(link_end to) {
  using enum link_end;
  return includes(to,
                  orchestrator | coordinator | lead | sector_supervisor | cluster_supervisor);
}

} // namespace mesh
