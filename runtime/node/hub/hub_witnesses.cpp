// Who may still work where, when the orchestrator's host does not hear it: what nodes
// are told of each other, and what is found at their witnesses (R2).
#include <spdlog/spdlog.h>

#include "runtime/node/bodies/known_mesh_body.hpp"
#include "runtime/node/hub/hub.hpp"

namespace mesh::node {

std::vector<node_peer> hub_state::others_than(const std::string& name) const {
  std::vector<node_peer> known;
  for (const auto& other : table_->members().members) {
    auto found = setup_.kept->witnesses.find(other.name);
    if (other.name != name)
      known.push_back({other.name, found == setup_.kept->witnesses.end() ? "" : found->second,
                       other.session});
  }
  return known;
}

void hub_state::tell_members(session_id session, peer& p, entry_kind how, node_welcome what) {
  what.peers = others_than(p.name);
  what.knows = {table_->mesh(), table_->term(), table_->members()};
  p.told_term = table_->term();
  const bool said = offer(session, p, {how, {}, 0, {}, encode(what)}).has_value();
  p.told = said ? table_->members().number : 0; // else once more, with the next
  p.told_witnesses = witnesses_changed_;
  p.told_mark = p.link.mark();
}

/// Whom each node can ask when it no longer hears us; what it was told is on the disk.
void hub_state::tell_members() {
  for (auto& [session, p] : peers_)
    if (p.welcomed
        && (p.told != table_->members().number || p.told_witnesses != witnesses_changed_))
      tell_members(session, p, entry_kind::peers, {});
    else if (p.welcomed && p.told_term != table_->term())
      tell_term(session, p);
}

/// So that it finds out when this hub starts again with older data.
void hub_state::tell_term(session_id session, peer& p) {
  p.told_term = table_->term();
  offer(
      session, p,
      {entry_kind::mesh_term, {}, 0, {}, encode(known_mesh{table_->mesh(), p.told_term, {}})});
}

/// A node has handled what it acknowledges.
void hub_state::note_reached(session_id session, const peer& p) {
  if (!p.welcomed)
    return;
  if (auto sent = p.link.reached_at())
    table_->reached(p.name, session, *sent, now());
  if (p.told > 0 && p.link.is_acknowledged(p.told_mark))
    table_->acknowledged(p.name, session, p.told);
}

/// The second path tells a node that is dead from a link that is cut.
void hub_state::ask_about(const node_action& a) {
  auto& witnesses = setup_.kept->witnesses;
  const node_peer about{a.name, witnesses[a.name]};
  std::vector<node_peer> others;
  for (const auto& [session, p] : peers_)
    if (p.welcomed && p.name != a.name && !witnesses[p.name].empty())
      others.push_back({p.name, witnesses[p.name]});
  if (!setup_.ask_about || about.witness.empty() || others.empty())
    return;
  inquiries_[a.name] = {{}, others.size()};
  setup_.ask_about(caf::actor_cast<caf::actor>(self_), about, others);
}

void hub_state::heard(const reach_answer& said) {
  auto found = inquiries_.find(said.about);
  if (found == inquiries_.end() || found->second.awaited == 0)
    return; // it is back
  auto& [answers, awaited] = found->second;
  answers.push_back(said.answer);
  if (--awaited > 0)
    return;
  auto cause = silent_verdict(answers);
  spdlog::warn("why {} is silent, as {} other nodes see it: {}", said.about, answers.size(),
               cause == silent_cause::link_cut ? "they reach it, the link to it is cut"
               : cause == silent_cause::dead   ? "nobody reaches it: dead, or cut off"
                                               : "unknown, nobody was reached");
}

/// Of a node that is well: whether its address is its own. Of one that is silent:
/// whether its process is gone.
void hub_state::look_at_witnesses() {
  if (!setup_.probe)
    return;
  const auto moment = now();
  for (const auto& row : table_->rows(moment)) {
    auto found = watches_.find(row.name);
    if (found == watches_.end() || found->second.session != row.session)
      continue;
    auto& w = found->second;
    const bool silent = row.state == node_state::suspect || row.keeps;
    const bool to_look = silent ? w.seen && !w.dead : row.state == node_state::up && !w.seen;
    if (!to_look || w.asked || moment < w.next || w.witness.empty())
      continue;
    w.asked = true;
    w.next = moment + from_ms(cfg().placement.ask_ms);
    setup_.probe(caf::actor_cast<caf::actor>(self_), w.session, {row.name, w.witness});
  }
}

void hub_state::heard(const probe_answer& said) {
  auto found = watches_.find(said.name);
  if (found == watches_.end() || found->second.session != said.session)
    return;
  auto& w = found->second;
  w.asked = false;
  const auto process = table_->process(said.name);
  if (process != w.process)
    return; // nodes know of another one, which may be elsewhere
  const bool another =
      said.what == witnessed::alive && said.by != 0 && process != 0 && said.by != process;
  w.seen = w.seen || (said.what == witnessed::alive && !another);
  if ((said.what != witnessed::refused && !another) || !w.seen || w.dead)
    return;
  w.dead = true;
  spdlog::warn("{} is dead: its host is there, and its process is not{}", said.name,
               another ? ", but another one of its name" : "");
  carry_out(table_->dead(said.name, said.session, now()));
}

} // namespace mesh::node
