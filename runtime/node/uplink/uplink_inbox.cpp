#include "runtime/node/uplink/uplink_inbox.hpp"

#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/admission_bodies.hpp"
#include "runtime/node/bodies/known_mesh_body.hpp"
#include "runtime/node/bodies/person_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/dispatch.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

void uplink_inbox::take(const link_entry& e) {
  good_ = true;
  if (!read(e) || !good_)
    spdlog::error("the orchestrator's entry ({} for {}) cannot be read, and is skipped",
                  name_of(e.kind), to_string(e.where));
}

bool uplink_inbox::read(const link_entry& e) {
  const auto* row = row_of(e.kind);
  if (row == nullptr)
    return false;
  const bool is_for_node = includes(row->to, link_end::node);
  if (row->from == link_end::hub && is_for_node) // about this node
    return dispatch<link_end::node>(*this, e, now_());
  if (e.where.kind() == scope::level::all)
    return false;
  switch (e.kind) {
  case entry_kind::to_cluster:
    return to_cluster(e);
  case entry_kind::from_cluster:
    return from_cluster(e);
  case entry_kind::cluster_summary: {
    auto said = unpack(e);
    return said && o_.detached.from_cluster(e.where.cluster(), *said);
  }
  default:
    return is_for_node ? dispatch<link_end::node>(*this, e, now_())
                       : to_part(e.where.sector(), e);
  }
}

bool uplink_inbox::to_part(const placed_part& part, const link_entry& e) {
  auto said = unpack(e, [this](std::uint64_t number) { return borrowed_.find(number); });
  return said && o_.inbox.take(part, std::move(*said));
}

bool uplink_inbox::to_cluster(const link_entry& envelope) {
  const auto inside = out_of_envelope(envelope);
  if (!inside)
    return false;
  if (inside->kind != entry_kind::roster_changes)
    return row_of(inside->kind) != nullptr && to_part(envelope.where.cluster(), *inside);
  roster_changes changes; // who is to join it, as its sector's host knows them
  return decode(inside->body, changes) && o_.around.who.follow(changes).has_value();
}

bool uplink_inbox::from_cluster(const link_entry& envelope) {
  const auto inside = out_of_envelope(envelope);
  if (!inside)
    return false;
  if (const auto* row = row_of(inside->kind);
      row != nullptr && row->form == body_form::answer) {
    o_.detached.answered(*inside);
    return true;
  }
  auto said = unpack(*inside);
  return said && o_.detached.from_cluster(envelope.where.cluster(), *said);
}

// -- about this node -----------------------------------------------------------------------

void uplink_inbox::take(row<entry_kind::welcome> /*kind*/, node_welcome w,
                        const link_entry& /*e*/) {
  o_.membership.welcome(std::move(w));
  o_.reports.begin_again();
  o_.reports.report();
  if (o_.agents != nullptr)
    o_.agents->joined();
  o_.people.joined();
}

void uplink_inbox::take(row<entry_kind::refused> /*kind*/, const error& why,
                        const link_entry& /*e*/) {
  if (!o_.membership.refused(why))
    return;
  o_.drains.stop_all();
  greet_later_();
}

void uplink_inbox::take(row<entry_kind::peers> /*kind*/, node_welcome w,
                        const link_entry& /*e*/) {
  o_.membership.told(std::move(w));
}

void uplink_inbox::take(row<entry_kind::mesh_term> /*kind*/, const known_mesh& stored,
                        const link_entry& /*e*/) {
  o_.membership.told_term(stored);
}

void uplink_inbox::take(row<entry_kind::host_sector> /*kind*/, sector_handover given,
                        const link_entry& e) {
  good_ = o_.hosting.host(e.where, e.number, std::move(given));
}

void uplink_inbox::take(row<entry_kind::drop_sector> /*kind*/, const part_drop& how,
                        const link_entry& e) {
  good_ = o_.hosting.drop(e.where, e.number, how);
}

void uplink_inbox::take(row<entry_kind::simulate> /*kind*/, const world_change& change,
                        const link_entry& e) {
  const auto same_life = e.number >> world_change_bits == world_changed_ >> world_change_bits;
  if (same_life && e.number <= world_changed_)
    return; // told again with a second welcome
  world_changed_ = e.number;
  for (auto agent : change.agents)
    o_.world.change(agent, change.what);
}

void uplink_inbox::take(row<entry_kind::lent_message> /*kind*/, message lent,
                        const link_entry& e) {
  good_ = borrowed_.add(e.number, std::make_shared<const message>(std::move(lent)));
}

void uplink_inbox::take(row<entry_kind::forget_message> /*kind*/, const link_entry& e) {
  borrowed_.forget(e.number);
}

// -- agents from outside ----------------------------------------------------------------------

void uplink_inbox::take(row<entry_kind::admission> /*kind*/, admission_answer how,
                        const link_entry& e) const {
  if (o_.agents != nullptr)
    o_.agents->answered(e.number, std::move(how));
}

void uplink_inbox::take(row<entry_kind::port_order> /*kind*/, const port_order& what,
                        const link_entry& /*e*/) const {
  if (o_.agents != nullptr)
    o_.agents->ordered(what);
}

// -- people -----------------------------------------------------------------------------------

void uplink_inbox::take(row<entry_kind::person_answer> /*kind*/, person_answer what,
                        const link_entry& e) const {
  o_.people.answered(e.number, std::move(what));
}

void uplink_inbox::take(row<entry_kind::people_paces> /*kind*/, const people_paces& all,
                        const link_entry& /*e*/) const {
  o_.people.learned(all);
}

// -- clusters that are detached ---------------------------------------------------------------

/// The hub says how a cluster is that is on another host.
void uplink_inbox::learn(const link_entry& e, const part_news& news) {
  good_ = e.where.kind() == scope::level::cluster;
  if (good_ && !o_.held.contains(e.where.cluster()))
    o_.detached.learn(e.where.cluster(), news);
}

void uplink_inbox::take(row<entry_kind::sector_up> /*kind*/, const link_entry& e) {
  learn(e, {true, {}});
}

void uplink_inbox::take(row<entry_kind::sector_down> /*kind*/, const link_entry& e) {
  learn(e, {});
}

void uplink_inbox::take(row<entry_kind::sector_failed> /*kind*/, error why,
                        const link_entry& e) {
  learn(e, {false, std::move(why)});
}

void uplink_inbox::take(row<entry_kind::roster_changes> /*kind*/, const roster_changes& changes,
                        const link_entry& e) {
  if (e.where.kind() == scope::level::cluster)
    o_.around.who.hear(e.where.cluster(), changes); // as its host has seen it
  else
    good_ = o_.around.who.follow(changes).has_value();
}

} // namespace mesh::node
