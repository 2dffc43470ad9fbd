#include "runtime/placement/part_placer.hpp"

#include <algorithm>

namespace mesh {

void part_placer::place(placement_state& of, time_point now, node_actions& out) {
  if (!may_place(of, now))
    return;
  std::vector<std::string> owners;
  auto moving = 0;
  for (std::size_t i = 0; i < of.parts.sectors(); ++i) {
    const auto& s = of.parts.all()[i];
    owners.push_back(s.how == tenure::held || keeps(of, s) ? s.holder : std::string());
    moving += s.how == tenure::stopping ? 1 : 0;
  }
  for (const auto& m : plan_placement(owners, shares(of, now))) {
    auto& s = *of.parts.find(m.sector);
    if (m.to.empty() || s.how == tenure::stopping)
      continue;
    if (s.how != tenure::held)
      host(of, s, m.to, out);
    else if (moving++ < cfg_.moves_at_once)
      stop(of, s, out);
  }
  for (std::size_t i = 0; i < of.parts.sectors(); ++i)
    if (of.parts.all()[i].divided && of.parts.all()[i].how == tenure::held
        && moving++ < cfg_.moves_at_once)
      stop(of, of.parts.all()[i], out);
  place_detached(of, now, out);
}

/// A cluster goes where it is wanted, else with its sector.
void part_placer::place_detached(placement_state& of, time_point now, node_actions& out) {
  const auto all = shares(of, now);
  for (auto i = of.parts.sectors(); i < of.parts.all().size(); ++i) {
    auto& c = of.parts.all()[i];
    if (c.how == tenure::stopping || keeps(of, c) || of.parts.find(c.what.sector())->divided)
      continue;
    const auto owner = c.how == tenure::held ? c.holder : std::string();
    const auto to = place_of_cluster(c.wanted, owner, of.parts.holder(c.what.sector()), all);
    if (to == owner)
      continue;
    if (c.how == tenure::held)
      stop(of, c, out);
    else
      host(of, c, to, out);
  }
}

/// Not as long as more nodes are likely to come, which would hold or get them.
bool part_placer::may_place(const placement_state& of, time_point now) {
  auto is_away = [&](const part_entry& s) {
    const auto* n = of.members.find(s.holder);
    return s.how == tenure::awaited && (n == nullptr || (n->session == 0 && n->member));
  };
  awaiting_ =
      awaiting_ && now < of.members.return_by() && std::ranges::any_of(of.parts.all(), is_away);
  if (awaiting_)
    return false;
  const auto ready = takers(of, now);
  if (ready == 0) {
    settled_ = false;
    return false;
  }
  const bool given = of.parts.was_ever_given();
  const bool enough =
      cfg_.expected_nodes == 0 || given || adopted_ || ready >= cfg_.expected_nodes;
  if (of.term.is_behind() || !enough)
    return false;
  const bool all_here = cfg_.expected_nodes > 0 && ready >= cfg_.expected_nodes && !given;
  settled_ = settled_ || all_here || now >= newest_hello_ + from_ms(cfg_.settle_ms);
  return settled_;
}

std::ptrdiff_t part_placer::takers(const placement_state& of, time_point now) {
  return std::ranges::count(shares(of, now), share_kind::takes, &node_share::kind);
}

/// A node that keeps dying takes nothing as long as somebody else does.
std::vector<node_share> part_placer::shares(const placement_state& of, time_point now) {
  std::vector<node_share> all;
  std::vector<std::size_t> held_back;
  auto others = false;
  for (const auto& [name, n] : of.members.all()) {
    if (!n.present() && !n.member)
      continue;
    auto kind = n.state != node_state::up ? share_kind::keeps
                : n.draining || n.leaving ? share_kind::gives
                                          : share_kind::takes;
    if (kind == share_kind::takes && now < n.held_back)
      held_back.push_back(all.size());
    else
      others = others || kind == share_kind::takes;
    all.push_back({name, n.capacity, kind});
  }
  for (auto i : held_back)
    if (others)
      all[i].kind = share_kind::keeps;
  return all;
}

error part_placer::waits_for(const placement_state& of) const {
  if (of.term.is_behind()) {
    std::string away;
    for (const auto& name : missing(of))
      away += (away.empty() ? "" : ", ") + name;
    return {errc::approval_required,
            "this orchestrator has older data than " + of.term.informant()
                + (away.empty() ? "" : " knows of; away, and perhaps still running: " + away),
            "start it with its newest data; or bring those hosts back; or stop them for good "
            "and: node adopt"};
  }
  const auto here = std::ranges::count_if(of.members.all(), [](const auto& n) {
    return n.second.state == node_state::up && !n.second.draining && !n.second.leaving;
  });
  if (cfg_.expected_nodes == 0 || adopted_ || here >= cfg_.expected_nodes
      || of.parts.was_ever_given())
    return {};
  return {errc::approval_required,
          std::to_string(here) + " of " + std::to_string(cfg_.expected_nodes)
              + " hosts have joined, and no sector was ever placed",
          "start the others; or when these are all there are: node adopt"};
}

std::vector<std::string> part_placer::missing(const placement_state& of) {
  auto names = of.members.missing();
  for (const auto& m : of.term.strangers())
    names.push_back(m.name + " (another process of that name)");
  return names;
}

void part_placer::catch_up(placement_state& of, time_point now) const {
  if (!of.term.is_behind() || !missing(of).empty())
    return;
  const auto here = takers(of, now);
  if (here == 0 || here < cfg_.expected_nodes || now < newest_hello_ + from_ms(cfg_.settle_ms))
    return;
  of.term.caught_up();
}

void part_placer::stop(placement_state& of, part_entry& part, node_actions& out) {
  part.how = tenure::stopping;
  out.push_back({node_action::kind::drop,
                 part.holder,
                 of.members.all()[part.holder].session,
                 {part.what, part.epoch},
                 {},
                 true});
}

void part_placer::host(placement_state& of, part_entry& part, const std::string& name,
                       node_actions& out) {
  part.how = tenure::held;
  part.holder = name;
  part.divided = false;
  ++part.epoch;
  of.term.begin();
  out.push_back(
      {node_action::kind::host, name, of.members.all()[name].session, {part.what, part.epoch}});
}

bool part_placer::keeps(const placement_state& of, const part_entry& s) {
  const auto* n = of.members.find(s.holder);
  return s.how == tenure::awaited && n != nullptr && n->member;
}

} // namespace mesh
