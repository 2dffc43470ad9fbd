// What nodes say to the orchestrator's host, and whose it is. Whoever does not
// hold a sector is not believed about it (fencing, R2).
#include <algorithm>

#include <spdlog/spdlog.h>

#include "messages/codec.hpp"
#include "messages/conflict_codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/hub/hub.hpp"
#include "runtime/node/protocol/agreement.hpp"
#include "runtime/node/protocol/hand_on.hpp"

namespace mesh::node {

void hub_state::unreadable(const peer& p, const link_entry& e) {
  spdlog::error("an entry of {} of kind {} for {} cannot be read, and is passed over", p.name,
                int(e.kind), to_string(e.where));
}

void hub_state::handle(session_id session, peer& p, link_entry&& e,
                       const caf::strong_actor_ptr& from) {
  if (e.kind == entry_kind::hello)
    return hello(session, p, e, from);
  if (!p.welcomed)
    return; // whoever was refused has nothing to say
  switch (e.kind) {
  case entry_kind::goodbye:
    return carry_out(table_->goodbye(p.name, session, now()));
  case entry_kind::sector_dropped:
    return dropped(session, p, e);
  case entry_kind::counters:
    return count(session, p, e);
  case entry_kind::conflict:
  case entry_kind::conflict_taken:
    return note_conflict(p, e); // information, whoever has the sector now
  default:
    break;
  }
  switch (e.kind) {
  case entry_kind::to_cluster:
  case entry_kind::from_cluster:
  case entry_kind::cluster_summary:
    return relay(session, p, std::move(e));
  default:
    break;
  }
  if (e.where.kind() == scope::level::all || e.kind < entry_kind::post)
    return unreadable(p, e);
  if (believed(session, p, e))
    return from_sector(session, p, std::move(e));
  if (p.fenced++ == 0)
    spdlog::warn("{} speaks for {}, which it does not have; that does not count", p.name,
                 to_string(e.where));
  if (e.kind == entry_kind::post)
    undeliverable_post();
}

/// Of a cluster that is apart its own host speaks, and that of its sector, which has its
/// breaker and its conflicts; how its agents are its own host alone can say.
bool hub_state::believed(session_id session, const peer& p, const link_entry& e) const {
  const auto sector = e.where.sector();
  if (e.where.kind() == scope::level::sector)
    return table_->serves(p.name, session, sector);
  const auto part = table_->part_of(e.where.cluster());
  return table_->serves(p.name, session, part)
         || (e.kind != entry_kind::page && table_->serves(p.name, session, sector));
}

void hub_state::refuse(session_id session, peer& p, const error& why) {
  if (std::exchange(p.refused_for, why.code) != why.code) {
    spdlog::warn("{} is not taken in: {}", p.name.empty() ? "a node" : p.name, to_string(why));
    tell_people(notice_kind::host_refused, {}, p.name.empty() ? "?" : p.name, to_string(why));
  }
  offer(session, p, {entry_kind::refused, {}, 0, {}, encode(why)});
}

void hub_state::hello(session_id session, peer& p, const link_entry& e,
                      const caf::strong_actor_ptr& from) {
  node_hello said;
  if (!decode(e.body, said))
    return refuse(session, p,
                  {errc::unsupported, "its greeting cannot be read", "run the same version"});
  if (setup_.certified) {
    auto name = setup_.certified(from);
    if (!name || *name != said.name)
      return refuse(session, p,
                    {errc::denied,
                     "it says that it is " + said.name + ", and its certificate is of "
                         + name.value_or("nobody"),
                     "set /node/name to the name in the certificate"});
  }
  p.name = said.name;
  p.build_version = said.build_version;
  if (auto& known = setup_.kept->witnesses[said.name]; known != said.witness) {
    known = said.witness;
    ++witnesses_changed_;
  }
  if (auto differs = disagreement(setup_.mesh_config, said.mesh_config); !differs.empty())
    return refuse(session, p,
                  {errc::config_invalid, "its configuration is another one: " + differs,
                   "start all hosts of a mesh with the same"});
  auto decided = table_->hello(
      {said.name, session, said.capacity, said.holds, said.host_id, said.knows}, now());
  p.joins = std::none_of(decided.begin(), decided.end(), [](const node_action& a) {
    return a.what == node_action::kind::refuse;
  });
  carry_out(std::move(decided));
  if (said.leaving && p.welcomed)
    carry_out(table_->goodbye(said.name, session, now()));
}

void hub_state::from_sector(session_id session, peer& p, link_entry&& e) {
  auto root = setup_.root();
  auto& around = *setup_.around;
  auto moment = now();
  auto good = true;
  switch (e.kind) {
  case entry_kind::post:
    return post(std::move(e));
  case entry_kind::sector_up:
  case entry_kind::sector_down:
  case entry_kind::sector_failed:
    return about_part(session, p, e);
  case entry_kind::gather_summary:
    note_return(p, e);
    good = hand_on_wired<gather_summary>(self_, root, e);
    break;
  case entry_kind::sector_summary:
    good = hand_on_wired<sector_summary>(self_, root, e);
    break;
  case entry_kind::failure:
    good = hand_on_wired<failure_event>(self_, root, e);
    break;
  case entry_kind::circuit:
    good = hand_on_wired<circuit>(self_, root, e);
    break;
  case entry_kind::conflict_notice:
    good = hand_on_wired<conflict_notice>(self_, root, e);
    break;
  case entry_kind::freeze_report:
    good = hand_on<freeze_report>(self_, root, e);
    break;
  case entry_kind::heal_report:
  case entry_kind::fault_report:
    return answered(e);
  case entry_kind::event: {
    failure_event event;
    if ((good = decode(e.body, moment - e.waited, event)))
      around.events.add(std::move(event));
    break;
  }
  case entry_kind::breaker_note: {
    breaker_note note;
    if ((good = decode(e.body, moment - e.waited, note)))
      around.events.add(std::move(note));
    break;
  }
  case entry_kind::page: {
    auto page = std::make_unique<cluster_page>();
    good = e.where.kind() == scope::level::cluster && decode(e.body, moment - e.waited, *page)
           && page->summary.cluster == e.where.cluster();
    if (good && returns_->is_open(p.name))
      page->turned_away = true;
    if (good)
      around.agents.publish(e.where.cluster(), std::move(page));
    break;
  }
  case entry_kind::conflicts_unknown:
    if (around.conflicts != nullptr)
      around.conflicts->knows_none(e.where);
    break;
  case entry_kind::roster_changes: {
    roster_changes changes;
    if ((good = decode(e.body, changes)))
      hear_roster(e, changes);
    break;
  }
  default:
    good = false;
  }
  if (!good)
    unreadable(p, e);
}

/// From sector to sector, without being read here: its target is its number.
void hub_state::post(link_entry&& e) {
  constexpr auto agents_end = std::uint64_t{max_children} * max_children * max_children;
  session_id session = 0;
  auto target = agent_id::unpack(static_cast<std::uint32_t>(e.number % agents_end));
  auto* to = e.number < agents_end ? holder(target.parent().parent(), session) : nullptr;
  if (to == nullptr)
    return undeliverable_post();
  e.where = target;
  offer(session, *to, std::move(e));
}

void hub_state::answered(const link_entry& e) {
  auto found = requests_.find(e.number);
  if (found == requests_.end())
    return;
  self_->send(found->second.answer_to, link_answer{e.kind, e.number, e.body});
  requests_.erase(found);
}

void hub_state::note_conflict(const peer& p, const link_entry& e) {
  auto* book = setup_.around->conflicts;
  aged_conflict what;
  conflict_level level{};
  auto news = e.kind == entry_kind::conflict;
  if (news ? !decode(e.body, what) : !decode(e.body, level))
    return unreadable(p, e);
  if (book != nullptr && news) {
    auto happened = now() - what.age - e.waited; // by one clock, whatever the node's says
    what.record.at_ms = setup_.around->wall_ms(happened);
    book->report(std::move(what.record), happened);
  } else if (book != nullptr)
    book->taken(message_id{e.number}, level);
}

void hub_state::count(session_id session, const peer& p, const link_entry& e) {
  node_counters counted;
  if (!decode(e.body, counted))
    return unreadable(p, e);
  auto& before = setup_.kept->counted[session];
  add(setup_.around->counters, increase(counted, before));
  before = counted;
}

} // namespace mesh::node
