#include "runtime/node/uplink/part_inbox.hpp"

#include <utility>

#include "messages/link_bodies.hpp"
#include "messages/type_ids.hpp"

namespace mesh::node {

bool part_inbox::take(const placed_part& part, parcel said) {
  const auto to = row_of(said.kind)->to;
  const auto found = parts_.find(part);
  if (found == parts_.end()) {
    refuse(said); // not ours any more: the hub knows, or is being told
    return true;
  }
  auto& h = found->second;
  if (includes(to, link_end::sector_supervisor | link_end::cluster_supervisor))
    return to_supervisor(h, std::move(said));
  if (!h.up() || h.dropping) {
    refuse(said);
    return true;
  }
  if (!includes(to, h.coordinator ? link_end::coordinator : link_end::lead))
    return false;
  if (said.kind == entry_kind::freeze)
    pauses_.freeze(h, said.content.get_as<freeze_order>(0));
  else
    hand_to(h.parent(), said);
  return true;
}

bool part_inbox::to_supervisor(const hosted_part& h, parcel said) {
  const auto to = row_of(said.kind)->to;
  const auto supervisor = h.supervised_by();
  if (!supervisor) { // it was given up: the one above can start it again
    if (said.kind == entry_kind::heal_supervisor)
      hand_to(supervisor_, said);
    else
      refuse(said);
    return true;
  }
  if (!includes(to, h.supervisor ? link_end::sector_supervisor : link_end::cluster_supervisor))
    return false;
  if (said.kind == entry_kind::new_orchestrator)
    said.content = caf::make_message(meet_orchestrator{orchestrator_});
  hand_to(supervisor, said);
  return true;
}

void part_inbox::hand_to(const caf::actor& whom, const parcel& said) {
  switch (row_of(said.kind)->answer) {
  case entry_kind::heal_report:
    return ask<heal_report, heal_order>(whom, said, entry_kind::heal_report);
  case entry_kind::fault_report:
    return ask<fault_report, fault_order>(whom, said, entry_kind::fault_report);
  default:
    return self_->send(whom, said.content);
  }
}

/// Within the process: an actor that goes down meanwhile is an answer, too.
template <class Report, class Order>
void part_inbox::ask(const caf::actor& whom, const parcel& said, entry_kind kind) {
  const parcel question{said.kind, said.where, said.number, {}};
  auto reply = [this, kind, question](const Report& report) {
    answer(question, kind, encode(report));
  };
  self_->request(whom, caf::infinite, said.content.get_as<Order>(0))
      .then([reply](const Report& report) { reply(report); },
            [reply](const caf::error&) { reply(Report{}); });
}

void part_inbox::answer(const parcel& question, entry_kind kind, std::string body) {
  answer_({kind, question.where, question.number, {}, std::move(body)});
}

void part_inbox::refuse(const parcel& said) {
  switch (row_of(said.kind)->answer) {
  case entry_kind::heal_report:
    return answer(said, entry_kind::heal_report, encode(heal_report{}));
  case entry_kind::fault_report:
    return answer(said, entry_kind::fault_report, encode(fault_report{}));
  default:
    break;
  }
  if (said.kind != entry_kind::post)
    return;
  ++around_.counters.posts_sent;
  ++around_.counters.posts_undeliverable;
}

} // namespace mesh::node
