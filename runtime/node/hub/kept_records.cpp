#include "runtime/node/hub/kept_records.hpp"

#include <memory>
#include <utility>

#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/dispatch.hpp"

namespace mesh::node {

bool kept_records::take(const std::string& host, const link_entry& e) {
  host_ = host;
  good_ = true;
  return dispatch<link_end::records>(*this, e, now_()) && good_;
}

void kept_records::take(row<entry_kind::event> /*kind*/, const failure_event& event,
                        const link_entry& /*e*/) {
  around_.events.add(event);
}

void kept_records::take(row<entry_kind::breaker_note> /*kind*/, const breaker_note& note,
                        const link_entry& /*e*/) {
  around_.events.add(note);
}

void kept_records::take(row<entry_kind::page> /*kind*/, cluster_page page,
                        const link_entry& e) {
  good_ = e.where.kind() == scope::level::cluster && page.summary.cluster == e.where.cluster();
  if (!good_)
    return;
  page.turned_away = page.turned_away || gate_.is_open(host_);
  around_.agents.publish(e.where.cluster(), std::make_unique<cluster_page>(std::move(page)));
}

void kept_records::take(row<entry_kind::conflict> /*kind*/, aged_conflict conflict,
                        const link_entry& e) {
  if (around_.conflicts == nullptr)
    return;
  const auto happened = now_() - conflict.age - e.waited;
  conflict.record.at_ms = around_.wall_ms(happened);
  around_.conflicts->report(std::move(conflict.record), happened);
}

void kept_records::take(row<entry_kind::conflict_taken> /*kind*/, conflict_level by,
                        const link_entry& e) const {
  if (around_.conflicts != nullptr)
    around_.conflicts->taken(message_id{e.number}, by);
}

void kept_records::take(row<entry_kind::conflicts_unknown> /*kind*/,
                        const link_entry& e) const {
  if (around_.conflicts != nullptr)
    around_.conflicts->holder_replaced(e.where);
}

void kept_records::take(row<entry_kind::roster_changes> /*kind*/, const roster_changes& changes,
                        const link_entry& e) {
  ways_.hear_roster(e, changes);
}

} // namespace mesh::node
