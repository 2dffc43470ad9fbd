#include "runtime/node/hub/hub_inbox.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/admission_bodies.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/person_bodies.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/node/protocol/dispatch.hpp"
#include "runtime/node/protocol/parcel.hpp"

namespace mesh::node {

namespace {

/// From this version of the protocol on a node keeps messages that scatters refer to.
constexpr std::uint32_t lending_version = 2;

bool is_about_conflicts(entry_kind kind) {
  return kind == entry_kind::conflict || kind == entry_kind::conflict_taken;
}

bool is_relayed(entry_kind kind) {
  return kind == entry_kind::to_cluster || kind == entry_kind::from_cluster
         || kind == entry_kind::cluster_summary;
}

/// A part of the mesh says it, or its host about it.
bool is_from_part(const protocol_row& row) {
  return includes(row.to, link_end::hub | link_end::records | link_end::orchestrator);
}

} // namespace

void hub_inbox::unreadable(const link_entry& e) const {
  spdlog::error("an entry of {} ({} for {}) cannot be read, and is skipped",
                now_speaks_.as->name, name_of(e.kind), to_string(e.where));
}

void hub_inbox::take(session_id session, link_entry&& e, const caf::strong_actor_ptr& from) {
  auto* p = o_.links.find(session);
  if (p == nullptr)
    return;
  now_speaks_ = {session, p, &from};
  const auto* row = row_of(e.kind);
  if (e.kind == entry_kind::hello) {
    if (!dispatch<link_end::hub>(*this, e, now_()))
      o_.placement.refuse(
          session, {errc::unsupported, "its hello cannot be read", "run the same version"});
    return;
  }
  if (!p->welcomed)
    return; // a process that was refused has nothing to say
  if (row == nullptr)
    return unreadable(e);
  if (row->from == link_end::node && row->to == link_end::hub) { // about the node
    if (!dispatch<link_end::hub>(*this, e, now_()))
      unreadable(e);
    return;
  }
  if (is_about_conflicts(e.kind)) { // information, whoever has the sector now
    if (!o_.records.take(p->name, e))
      unreadable(e);
    return;
  }
  if (is_relayed(e.kind)) {
    if (!o_.ways.relay(session, p->name, e))
      unreadable(e);
    return;
  }
  if (e.where.kind() == scope::level::all || !is_from_part(*row))
    return unreadable(e);
  if (is_believed(e))
    return from_part(std::move(e));
  if (p->fenced++ == 0)
    spdlog::warn("{} sent a message for {}, which it does not hold; it is ignored", p->name,
                 to_string(e.where));
  if (e.kind == entry_kind::post)
    count_undeliverable(o_.around.counters);
}

/// Of a cluster that is detached its own host speaks, and that of its sector, which has its
/// breaker and its conflicts; how its agents are its own host alone can say.
bool hub_inbox::is_believed(const link_entry& e) const {
  const auto& name = now_speaks_.as->name;
  const auto session = now_speaks_.session;
  const auto sector = e.where.sector();
  if (e.where.kind() == scope::level::sector)
    return o_.table.serves(name, session, sector);
  const auto part = o_.table.part_of(e.where.cluster());
  return o_.table.serves(name, session, part)
         || (e.kind != entry_kind::page && o_.table.serves(name, session, sector));
}

void hub_inbox::from_part(link_entry&& e) {
  const auto& row = *row_of(e.kind);
  if (e.kind == entry_kind::post)
    return post(std::move(e));
  if (row.form == body_form::answer)
    return o_.questions.answer(e);
  if (includes(row.to, link_end::orchestrator))
    return up(e);
  const bool good = includes(row.to, link_end::records)
                        ? o_.records.take(now_speaks_.as->name, e)
                        : dispatch<link_end::hub>(*this, e, now_());
  if (!good)
    unreadable(e);
}

/// To the orchestrator.
void hub_inbox::up(const link_entry& e) {
  const auto said = unpack(e);
  if (!said)
    return unreadable(e);
  if (e.kind == entry_kind::gather_summary && e.where.kind() == scope::level::sector)
    o_.gate.note_return(now_speaks_.as->name, *said->content.get_as<wire<gather_summary>>(0));
  to_root_(said->content);
}

/// From sector to sector, without being read here: its target is its number.
void hub_inbox::post(link_entry&& e) {
  constexpr auto agents_end = std::uint64_t{max_children} * max_children * max_children;
  const auto target = agent_id::unpack(static_cast<std::uint32_t>(e.number % agents_end));
  const auto to =
      e.number < agents_end ? o_.places.holder(target.parent().parent()) : session_id{0};
  if (o_.links.find(to) == nullptr)
    return count_undeliverable(o_.around.counters);
  e.where = target;
  o_.links.offer(to, std::move(e));
}

// -- about the node ------------------------------------------------------------------------

void hub_inbox::take(row<entry_kind::hello> /*kind*/, const node_hello& said,
                     const link_entry& /*e*/) {
  const auto session = now_speaks_.session;
  auto& p = *now_speaks_.as;
  if (setup_.certified) {
    const auto name = setup_.certified(*now_speaks_.from);
    if (!name || *name != said.name)
      return o_.placement.refuse(session, {errc::denied,
                                           "it claims to be " + said.name
                                               + ", but its certificate is for "
                                               + name.value_or("nobody"),
                                           "set /node/name to the name in the certificate"});
  }
  p.name = said.name;
  p.build_version = said.build_version;
  p.takes_lent = said.version >= lending_version;
  o_.members.learn_witness(said.name, said.witness);
  o_.agents.meet(said.name, said.agents_url);
  if (auto differs = disagreement(setup_.mesh_config, said.mesh_config); !differs.empty())
    return o_.placement.refuse(session,
                               {errc::config_invalid, "its configuration differs: " + differs,
                                "start all hosts of a mesh with the same"});
  auto decided = o_.table.hello(
      {said.name, session, said.capacity, said.holds, said.host_id, said.knows}, now_());
  p.joins = std::ranges::none_of(
      decided, [](const node_action& a) { return a.what == node_action::kind::refuse; });
  o_.placement.carry_out(std::move(decided));
  const auto* still = o_.links.find(session);
  if (said.leaving && still != nullptr && still->welcomed)
    o_.placement.carry_out(o_.table.goodbye(said.name, session, now_()));
}

void hub_inbox::take(row<entry_kind::goodbye> /*kind*/, const link_entry& /*e*/) {
  o_.placement.carry_out(o_.table.goodbye(now_speaks_.as->name, now_speaks_.session, now_()));
}

void hub_inbox::take(row<entry_kind::sector_dropped> /*kind*/, const link_entry& e) {
  if (!o_.placement.dropped(now_speaks_.session, e))
    unreadable(e);
}

void hub_inbox::take(row<entry_kind::counters> /*kind*/, const node_counters& counted,
                     const link_entry& /*e*/) {
  auto& before = setup_.kept->counted[now_speaks_.session];
  add(o_.around.counters, increase(counted, before));
  before = counted;
}

void hub_inbox::take(row<entry_kind::ask_admission> /*kind*/, admission_question what,
                     const link_entry& e) {
  o_.agents.ask(now_speaks_.session, e.number, std::move(what));
}

void hub_inbox::take(row<entry_kind::agents_at_port> /*kind*/, const agents_at_port& news,
                     const link_entry& /*e*/) {
  o_.agents.heard(now_speaks_.session, now_speaks_.as->name, news);
}

void hub_inbox::take(row<entry_kind::port_refusal> /*kind*/, const port_refusal& what,
                     const link_entry& /*e*/) {
  o_.agents.heard(now_speaks_.session, now_speaks_.as->name, what);
}

void hub_inbox::take(row<entry_kind::port_links> /*kind*/, const port_links& all,
                     const link_entry& /*e*/) {
  o_.agents.heard(now_speaks_.session, now_speaks_.as->name, all);
}

void hub_inbox::take(row<entry_kind::seen_runs> /*kind*/, seen_runs said,
                     const link_entry& /*e*/) {
  auto& before = setup_.kept->seen[now_speaks_.session];
  add_increase(o_.around.counters.arrivals, said, before, now_());
  before = std::move(said);
}

void hub_inbox::take(row<entry_kind::ask_person> /*kind*/, const person_question& what,
                     const link_entry& e) {
  o_.persons.ask(now_speaks_.session, e.number, what, e.waited);
}

void hub_inbox::take(row<entry_kind::person_withdrawal> /*kind*/, const person_withdrawal& what,
                     const link_entry& /*e*/) {
  o_.persons.withdraw(now_speaks_.session, what);
}

void hub_inbox::take(row<entry_kind::sector_up> /*kind*/, const link_entry& e) {
  if (!o_.ways.learn(now_speaks_.session, e, {true, {}}))
    unreadable(e);
}

void hub_inbox::take(row<entry_kind::sector_down> /*kind*/, const link_entry& e) {
  if (!o_.ways.learn(now_speaks_.session, e, {}))
    unreadable(e);
}

void hub_inbox::take(row<entry_kind::sector_failed> /*kind*/, error why, const link_entry& e) {
  if (!o_.ways.learn(now_speaks_.session, e, {false, std::move(why)}))
    unreadable(e);
}

} // namespace mesh::node
