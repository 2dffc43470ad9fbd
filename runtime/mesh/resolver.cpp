#include "runtime/mesh/resolver.hpp"

#include <algorithm>

#include "actors/coordination/impedance.hpp"
#include "actors/coordination/registry.hpp"
#include "supervisors/degradation.hpp"
#include "supervisors/rerouting.hpp"

namespace mesh {

void resolver::begin(clerk_actor::pointer self, resolver_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
}

time_point resolver::now() const {
  return self_->clock().now();
}

void resolver::work() {
  auto root = setup_.root();
  if (!root)
    return;
  for (const auto& news : setup_.book->untold())
    self_->send(root, wire<conflict_notice>(news));
  const auto& around = *setup_.around;
  auto mode = mode_of(summarise(around.agents, around.who), around.cfg.degradation);
  if (mode == degradation_mode::emergency)
    return; // D1: nothing is done by itself
  // Most are decided without asking anybody, and make room for others.
  for (auto due = setup_.book->take_due(now()); !due.empty();
       due = setup_.book->take_due(now()))
    for (auto& c : due)
      look(std::move(c));
}

void resolver::look(resolution_case c) {
  const auto& evidence = c.record.what.evidence;
  c.expected_by = standing(evidence.expected_by);
  c.received_from = standing(evidence.received_from);
  auto id = c.record.id;
  auto step = next_step(c, setup_.around->cfg.conflicts);
  if (auto* over = std::get_if<settlement>(&step))
    setup_.book->settled(id, *over, now(), setup_.around->wall_ms(now()));
  else if (auto* left = std::get_if<left_to_person>(&step))
    setup_.book->leave(id, std::move(left->why));
  else
    send(c, std::get<ask_agent>(std::move(step)));
}

void resolver::send(const resolution_case& c, ask_agent what) {
  auto id = c.record.id;
  auto whom = what.whom ? what.whom : best(c, what.what.capabilities);
  if (!whom)
    return setup_.book->leave(id, nobody_capable(c).why);
  if (!setup_.around->who.contains(*whom)) // evidence may name anybody
    return setup_.book->leave(id, to_string(*whom) + " is not in this mesh");
  auto root = setup_.root();
  if (!root)
    return setup_.book->look_again( // nobody was asked
        id, now() + from_ms(setup_.around->cfg.conflicts.resolution_pause_ms));
  scatter_request request;
  request.what = std::move(what.what);
  request.what.source = "mesh";
  request.what.resolves = id;
  request.targets = {*whom};
  request.scheduled = false;
  request.horizon_ms = 0;
  request.minimum = 0;
  request.window_ms = setup_.around->cfg.conflicts.resolution_timeout_ms;
  if (watched_ != root->address()) {
    watched_ = root->address();
    self_->monitor(root);
  }
  asked_.insert_or_assign(id, asked{*whom, root->address()});
  auto failed = [this, id](const caf::error&) {
    if (auto found = asked_.find(id); found != asked_.end())
      tried(id, {found->second.whom, trinary::transit, errc::cancelled,
                 "the orchestrator went down"});
  };
  self_->request(root, caf::infinite, std::move(request))
      .then([this, id](const scatter_result& result) { answered(id, result); }, failed);
}

void resolver::answered(message_id conflict, const scatter_result& result) {
  auto found = asked_.find(conflict);
  if (found == asked_.end())
    return; // its orchestrator was seen to go down before
  resolution_attempt what{found->second.whom};
  if (result.failure.code != errc::none) {
    what.failure = result.failure.code;
    what.said = result.failure.detail;
  } else if (!result.summary.answers.empty()) {
    what.state = result.summary.answers.front().state;
    what.said = result.summary.answers.front().value;
  } else {
    const auto& why = result.summary.exceptions.front(); // one target, one exception
    what.failure = why.reason == errc::none ? errc::timeout : why.reason;
    what.said = why.detail;
  }
  tried(conflict, std::move(what));
}

void resolver::tried(message_id conflict, resolution_attempt what) {
  constexpr std::size_t longest = 1'000; // it becomes part of a note
  what.said.resize(std::min(what.said.size(), longest));
  asked_.erase(conflict);
  setup_.book->tried(conflict, std::move(what), now());
}

void resolver::lost(const caf::actor_addr& root) {
  auto all = asked_;
  for (const auto& [id, one] : all)
    if (one.root == root)
      tried(id, {one.whom, trinary::transit, errc::cancelled, "the orchestrator went down"});
}

/// The agent with the lowest score that is capable and may be given it (Z8).
std::optional<agent_id> resolver::best(const resolution_case& c,
                                       const std::vector<std::string>& needed) const {
  const auto& around = *setup_.around;
  auto set = around.who.capabilities().resolve(needed);
  if (!set)
    return std::nullopt;
  best_agents candidates(1, any_score);
  auto rules = setup_.rules();
  around.agents.read().each_page({}, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (!page.turned_away && may_be_given(c, row.id))
        candidates.offer(row, {*set, std::nullopt}, *rules);
  });
  auto found = candidates.take();
  return found.empty() ? std::nullopt : std::optional(found.front().id);
}

source_standing resolver::standing(const value_origin& of) const {
  const auto& around = *setup_.around;
  auto rows = around.agents.read();
  const auto* row = of.agent && around.who.contains(*of.agent) ? rows.find(*of.agent) : nullptr;
  if (row == nullptr)
    return {};
  auto lately = to_ms(now() - row->last_heard) <= around.cfg.impedance.heard_within_ms;
  return {row->context_hash == around.context->hash && row->state != agent_state::quarantined,
          confidence(row->reliability, row->drift, lately)};
}

} // namespace mesh
