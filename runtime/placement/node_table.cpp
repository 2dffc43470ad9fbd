#include "runtime/placement/node_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mesh {

namespace {

using act = node_action::kind;

std::string whole_ms(duration d) {
  return std::to_string(std::llround(to_ms(d))) + " ms";
}

error why_lost(const node_entry& n, time_point now) {
  const auto silent = "nothing was heard for " + whole_ms(now - n.heard);
  if (!n.member)
    return {errc::timeout, silent, "its sectors go to others; it may join again"};
  return {errc::timeout, silent + ", and it may still run with others that are silent",
          "its sectors wait for it; when it is gone for good: node forget NAME"};
}

error no_node(const std::string& name) {
  return {errc::unknown_target, "there is no node " + name, "`mesh nodes` lists them"};
}

} // namespace

node_table::node_table(const placement_config& cfg, int sectors, const stored_placement& stored,
                       time_point now, std::uint64_t new_mesh)
    : cfg_(cfg),
      of_{part_book(cfg, sectors, stored.parts), node_members(cfg, now),
          mesh_term(stored, new_mesh)},
      placer_(cfg, now),
      last_tick_(now) {
  if (of_.parts.recall(stored.parts))
    placer_.await_holders();
  of_.members.recall(stored, now);
}

node_actions node_table::placed(time_point now, node_actions out) {
  placer_.catch_up(of_, now);
  of_.members.update();
  placer_.place(of_, now, out);
  return out;
}

std::optional<error> node_table::objection(const node_greeting& g, time_point now) const {
  if (g.name.empty() || g.session == 0 || !std::isfinite(g.capacity) || g.capacity < 0)
    return error{errc::invalid_argument,
                 "a node's hello has no name, no session or a negative capacity",
                 "see the node's configuration"};
  if (of_.term.is_other(g.knows) && !g.holds.empty())
    return error{errc::store_foreign,
                 g.name + " has sectors of another mesh, or of one whose data are lost here",
                 "it stops them and joins anew; start the orchestrator with --data"};
  return of_.members.objection(g, now);
}

/// A node knows more than this hub: of a mesh of which it has no data, or older ones.
void node_table::learn(const node_greeting& g, time_point now) {
  if (!of_.term.learn(g))
    return;
  of_.members.learn(g.knows.members);
  for (const auto& m : g.knows.members.members) // also more than placement.nodes
    if (of_.members.learn_of(m, g.knows.members.number, now))
      of_.term.forget_stranger(m);
    else
      of_.term.note_stranger(m); // perhaps it works, too
}

node_actions node_table::hello(const node_greeting& g, time_point now) {
  if (auto why = objection(g, now))
    return {{act::refuse, g.name, g.session, {}, *why}};
  learn(g, now);
  const bool is_new = of_.members.find(g.name) == nullptr;
  auto& n = of_.members.admit(g.name)->second;
  const bool anew = is_new || !n.present() || n.session != g.session;
  const bool was_suspect = !anew && n.state == node_state::suspect;
  node_actions out;
  node_actions after;
  if (n.process() != g.session)
    of_.members.follow(n, g, now);
  n.session = g.session;
  n.capacity = g.capacity;
  n.host_id = g.host_id;
  n.link_lost = n.mute = false;
  of_.members.unsilence({g.name, g.session});
  of_.term.forget_stranger({g.name, g.session});
  n.leaving = n.leaving && !anew;
  n.heard = now;
  of_.term.note_told({g.name, g.session});
  of_.members.join(n, g.knows, of_.term.id());
  compare(n, g, anew, out, after);
  auto state = n.outdated.empty() ? node_state::up : node_state::joining;
  if (anew || n.state != state)
    n.set(state, now);
  if (anew && now >= n.held_back)
    placer_.came(now);
  out.push_back({act::accept, g.name, g.session});
  if (was_suspect)
    out.push_back({act::back, g.name, g.session});
  out.insert(out.end(), after.begin(), after.end());
  end_leaving(now, out);
  return placed(now, std::move(out));
}

/// Compares what it says it holds with what it should hold. An epoch that is still the
/// newest tells that nobody else was given the sector since.
void node_table::compare(node_entry& n, const node_greeting& g, bool anew, node_actions& before,
                         node_actions& after) {
  n.outdated.clear();
  std::vector<bool> claimed(of_.parts.all().size());
  for (const auto& claim : g.holds) {
    auto* s = of_.parts.find(claim.what);
    if (s != nullptr && s->how != tenure::nobody && s->holder == g.name
        && s->epoch == claim.epoch) {
      claimed[static_cast<std::size_t>(s - of_.parts.all().data())] = true;
      if (s->how == tenure::awaited)
        s->how = tenure::held;
    } else if (believe(g, claim, before)) {
      claimed[static_cast<std::size_t>(s - of_.parts.all().data())] = true;
    } else if (std::ranges::count(n.outdated, claim) == 0) {
      n.outdated.push_back(claim);
      before.push_back({act::drop, g.name, g.session, claim});
    }
  }
  settle_unclaimed(g, claimed, anew, before, after);
}

/// A hub that is behind is told who was given the part last.
bool node_table::believe(const node_greeting& g, const held_part& claim, node_actions& before) {
  auto* s = of_.parts.find(claim.what);
  if (s == nullptr || !of_.term.is_behind() || g.knows.id != of_.term.id()
      || claim.epoch <= s->epoch)
    return false;
  if (s->served() && s->holder != g.name) {
    auto& other = of_.members.all()[s->holder];
    other.outdated.push_back({s->what, s->epoch});
    if (other.state == node_state::up)
      other.state = node_state::joining;
    before.push_back({act::drop, s->holder, other.session, other.outdated.back()});
  }
  s->how = tenure::held;
  s->holder = g.name;
  s->epoch = claim.epoch;
  return true;
}

/// A process that has just begun has nothing but what it says. One that was there
/// before may not have had its orders yet: they are given again.
void node_table::settle_unclaimed(const node_greeting& g, const std::vector<bool>& claimed,
                                  bool anew, node_actions& before, node_actions& after) {
  for (std::size_t i = 0; i < of_.parts.all().size(); ++i) {
    auto& s = of_.parts.all()[i];
    if (s.holder != g.name)
      continue;
    const held_part held{s.what, s.epoch};
    if (!claimed[i] && anew) {
      of_.parts.release(s);
    } else if (s.how == tenure::stopping) {
      before.push_back({act::drop, g.name, g.session, held, {}, true});
    } else if (!claimed[i]) {
      after.push_back({act::host, g.name, g.session, held});
    }
  }
}

node_actions node_table::heard(const std::string& name, session_id session, time_point now) {
  auto* n = of_.members.present(name, session);
  if (n == nullptr)
    return {};
  n->heard = now;
  if (n->state != node_state::suspect)
    return {}; // each batch comes this way
  n->link_lost = n->mute = false;
  of_.members.unsilence({name, session});
  n->set(n->outdated.empty() ? node_state::up : node_state::joining, now);
  return placed(now, {{act::back, name, session}});
}

node_actions node_table::link_lost(const std::string& name, session_id session,
                                   time_point now) {
  node_actions out;
  if (of_.members.present(name, session) == nullptr)
    return out;
  auto& n = *of_.members.all().find(name);
  n.second.link_lost = true;
  suspect(n, "its link was lost", now, out);
  return placed(now, std::move(out));
}

void node_table::suspect(node_map::value_type& n, std::string why, time_point now,
                         node_actions& out) {
  if (n.second.state == node_state::suspect)
    return;
  n.second.set(node_state::suspect, now);
  out.push_back({act::suspect,
                 n.first,
                 n.second.session,
                 {},
                 {errc::timeout, std::move(why), "see whether its host and its link are up"}});
}

void node_table::give_up(node_map::value_type& n, time_point now, node_actions& out) {
  of_.parts.await(n.first);
  of_.members.lose(n, of_.term.is_behind(), now);
  out.push_back({act::lost, n.first, n.second.session, {}, why_lost(n.second, now)});
}

node_actions node_table::tick(time_point now) {
  node_actions out;
  const auto gap = now - std::exchange(last_tick_, now);
  if (gap >= from_ms(cfg_.silence_ms / 2))
    of_.members.excuse(gap, now);
  for (auto& n : of_.members.all()) {
    if (!n.second.present())
      continue;
    if (n.second.deaths > 0 && now >= n.second.joined + from_ms(cfg_.steady_ms))
      n.second.deaths = 0;
    const auto silent = now - n.second.heard;
    if (silent >= from_ms(cfg_.silence_ms + cfg_.rejoin_ms))
      give_up(n, now, out);
    else if (silent >= from_ms(cfg_.silence_ms))
      suspect(n, "nothing was heard for " + whole_ms(silent), now, out);
  }
  of_.members.give_up_idle(of_.term.is_behind(), now);
  return placed(now, std::move(out));
}

node_actions node_table::goodbye(const std::string& name, session_id session, time_point now) {
  node_actions out;
  auto* n = of_.members.present(name, session);
  if (n == nullptr)
    return out;
  n->leaving = true;
  n->heard = now;
  for (auto& s : of_.parts.all())
    if (s.how == tenure::held && s.holder == name)
      placer_.stop(of_, s, out);
  end_leaving(now, out);
  return placed(now, std::move(out));
}

void node_table::end_leaving(time_point now, node_actions& out) {
  for (auto& one : of_.members.all()) {
    auto& [name, n] = one;
    if (!n.present() || !n.leaving || !n.outdated.empty() || of_.parts.serves_any(name))
      continue;
    n.set(node_state::left, now);
    n.member = false;
    of_.members.silence(one, now);
    out.push_back({act::left, name, n.session});
  }
}

tl::expected<node_actions, error> node_table::set_draining(const std::string& name,
                                                           bool draining, time_point now) {
  auto found = of_.members.all().find(name);
  if (found == of_.members.all().end())
    return tl::unexpected(no_node(name));
  if (std::exchange(found->second.draining, draining) != draining
      && found->second.state == node_state::up)
    found->second.since = now;
  return placed(now, {});
}

node_actions node_table::dropped(const std::string& name, session_id session,
                                 const held_part& what, time_point now) {
  node_actions out;
  auto* n = of_.members.present(name, session);
  if (n == nullptr)
    return out;
  n->heard = now;
  std::erase(n->outdated, what);
  if (n->state == node_state::joining && n->outdated.empty())
    n->set(node_state::up, now);
  auto* s = of_.parts.find(what.what);
  if (s != nullptr && s->served() && s->holder == name && s->epoch == what.epoch)
    of_.parts.release(*s);
  end_leaving(now, out);
  return placed(now, std::move(out));
}

void node_table::reached(const std::string& name, session_id session, time_point sent,
                         time_point now) {
  if (auto* n = of_.members.present(name, session))
    n->hears_us.acknowledged(cfg_, sent, now);
}

void node_table::acknowledged(const std::string& name, session_id session, std::uint64_t list) {
  if (auto* n = of_.members.present(name, session))
    n->knows_from = std::max(n->knows_from, list);
}

node_actions node_table::dead(const std::string& name, session_id session, time_point now) {
  auto found = of_.members.all().find(name);
  if (found == of_.members.all().end() || found->second.session != session)
    return {};
  auto& n = found->second;
  const bool silent = n.state == node_state::suspect || n.state == node_state::lost;
  if (!silent || n.mute)
    return {};
  of_.members.silence(*found, now);
  of_.members.give_up_idle(of_.term.is_behind(), now);
  return placed(now, {});
}

tl::expected<node_actions, error> node_table::forget(const std::string& name, time_point now) {
  auto found = of_.members.all().find(name);
  if (found == of_.members.all().end())
    return tl::unexpected(no_node(name));
  auto& n = found->second;
  if (n.present() && n.state != node_state::suspect)
    return tl::unexpected(
        error{errc::invalid_argument, name + " responds, and works",
              "stop it, which lets it leave in order; or take its sectors: node drain"});
  node_actions out;
  forget(*found, now, out);
  return placed(now, std::move(out));
}

void node_table::forget(node_map::value_type& one, time_point now, node_actions& out) {
  auto& [name, n] = one;
  const error why{errc::cancelled, "an operator has given it up",
                  "its sectors go to others; it may join again"};
  if (n.state != node_state::left)
    out.push_back({node_action::kind::lost, name, n.session, {}, why});
  of_.parts.release_all_of(name);
  n.outdated.clear();
  n.member = false;
  of_.members.silence(one, now);
  n.set(node_state::left, now);
}

tl::expected<node_actions, error> node_table::adopt(time_point now) {
  if (placer_.waits_for(of_).code == errc::none)
    return tl::unexpected(error{errc::invalid_argument, "nothing waits for that",
                                "`mesh nodes` says what is placed"});
  node_actions out;
  for (auto& n : of_.members.all())
    if (of_.term.is_behind() && n.second.member && !n.second.present())
      forget(n, now, out);
  placer_.adopt();
  of_.term.adopt();
  return placed(now, std::move(out));
}

bool node_table::serves(const std::string& name, session_id session,
                        const placed_part& what) const {
  const auto* part = of_.parts.find(what);
  const auto* n = of_.members.find(name);
  return part != nullptr && part->served() && part->holder == name && n != nullptr
         && n->session == session && n->present();
}

session_id node_table::process(const std::string& name) const {
  const auto* found = of_.members.find(name);
  return found != nullptr ? found->process() : 0;
}

stored_placement node_table::stored() const {
  stored_placement all;
  all.parts = of_.parts.stored();
  of_.members.store(all);
  all.mesh = of_.term.id();
  all.term = of_.term.term();
  all.behind = of_.term.is_behind();
  return all;
}

std::vector<node_row> node_table::rows(time_point now) const {
  std::vector<node_row> all;
  for (const auto& [name, n] : of_.members.all()) {
    const bool drains = n.state == node_state::up && (n.draining || n.leaving);
    node_row row{name,
                 drains ? node_state::draining : n.state,
                 0,
                 0,
                 n.capacity,
                 n.session,
                 now - n.since,
                 now - n.heard};
    for (const auto& part : of_.parts.all())
      if ((part.served() || placer_.keeps(of_, part)) && part.holder == name)
        ++(part.what.is_cluster() ? row.clusters_detached : row.sectors);
    row.keeps = n.state == node_state::lost && row.sectors + row.clusters_detached > 0;
    row.deaths = n.deaths;
    row.held_back = std::max(n.held_back - now, duration{});
    all.push_back(row);
  }
  return all;
}

} // namespace mesh
