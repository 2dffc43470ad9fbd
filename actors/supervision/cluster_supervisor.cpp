#include "actors/supervision/cluster_supervisor.hpp"

#include <algorithm>

#include "actors/agent.hpp"
#include "actors/cluster_lead.hpp"
#include "actors/parts/report_round.hpp"

namespace mesh {

void cluster_supervisor_state::begin(cluster_supervisor_self::pointer self,
                                     cluster_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  const auto& cfg = around.cfg;
  children_.begin(self, around, setup_.cluster, setup_.plan->strategy, cfg.supervision.cluster,
                  {[this](std::size_t place) { return start(place); },
                   [this](std::size_t place) { up(place); },
                   [this](std::size_t place, const actor_end& how) { down(place, how); },
                   [this](std::size_t place, const error& why) {
                     gone(place, why);
                   }});
  children_.add({"the lead of " + to_string(setup_.cluster), restart_kind::permanent,
                 cfg.supervision.stop_timeout_ms, true});
  for (auto agent : around.who.in(setup_.cluster))
    add(agent);
  children_.start_all();
  begun_ = true;
  if (lead())
    introduce();
}

std::size_t cluster_supervisor_state::add(agent_id agent) {
  auto place = children_.add({to_string(agent), restart_kind::permanent,
                              setup_.plan->around->cfg.supervision.stop_timeout_ms, false});
  agents_.resize(children_.size());
  agents_[place] = agent;
  places_.at(agent.agent) = place;
  return place;
}

std::optional<agent_id> cluster_supervisor_state::agent_at(std::size_t place) const {
  return place < agents_.size() ? agents_[place] : std::nullopt;
}

std::size_t cluster_supervisor_state::place_of(const scope& who) const {
  if (who.kind() == scope::level::cluster && who.cluster() == setup_.cluster)
    return lead_place;
  if (who.kind() != scope::level::agent || who.cluster() != setup_.cluster)
    return nowhere;
  auto place = places_.at(who.agent().agent);
  return place != lead_place ? place : nowhere;
}

cluster_lead_actor cluster_supervisor_state::lead() const {
  return caf::actor_cast<cluster_lead_actor>(children_.handle(lead_place));
}

member cluster_supervisor_state::member_at(std::size_t place) const {
  auto agent = agents_.at(place).value();
  const auto& who = setup_.plan->around->who;
  return {caf::actor_cast<agent_actor>(children_.handle(place)), who.identity(agent),
          incarnations_.at(agent.agent), who.of(agent)};
}

caf::actor cluster_supervisor_state::start(std::size_t place) {
  const auto& plan = *setup_.plan;
  auto& system = self_->home_system();
  if (place == lead_place) {
    cluster_lead_actor lead =
        system.spawn(cluster_lead, lead_setup{plan.around, setup_.cluster, setup_.coordinator,
                                              plan.rules, self_});
    return caf::actor_cast<caf::actor>(lead);
  }
  auto who = plan.around->who.identity(agents_.at(place).value());
  agent_actor one =
      system.spawn(agent, agent_setup{plan.around, who, lead(), plan.make_work(who),
                                      incarnations_.at(who.id.agent)});
  return caf::actor_cast<caf::actor>(one);
}

void cluster_supervisor_state::up(std::size_t place) {
  if (!begun_)
    return;
  if (place == lead_place)
    return introduce();
  if (!joining_)
    ++setup_.plan->around->counters.agents_replaced;
  if (auto to = lead())
    self_->send(to, member_at(place));
}

/// The lead meets its agents, and they and those above meet the lead.
void cluster_supervisor_state::introduce() {
  if (introduced_)
    ++setup_.plan->around->counters.leads_replaced;
  std::vector<member> all;
  all.reserve(children_.size() - 1);
  for (std::size_t place = 1; place < children_.size(); ++place) {
    if (!agent_at(place))
      continue;
    all.push_back(member_at(place));
    if (introduced_ && all.back().handle)
      self_->send(all.back().handle, meet_lead{lead()});
  }
  self_->send(lead(), std::move(all));
  self_->send(setup_.parent, lead_is{setup_.cluster, lead()});
  introduced_ = true;
}

void cluster_supervisor_state::down(std::size_t place, const actor_end& how) {
  if (place == lead_place)
    return self_->send(setup_.parent, lead_is{setup_.cluster, {}});
  auto slot = agents_.at(place).value().agent;
  ++incarnations_.at(slot);
  if (leaving_.test(slot))
    left(place);
  else if (auto to = lead(); to && introduced_)
    self_->send(to, member_lost{slot, how.detail, is_failure(how.kind)});
}

void cluster_supervisor_state::gone(std::size_t place, const error& why) {
  if (place == lead_place)
    return; // it is essential: this whole cluster ends
  if (auto to = lead())
    self_->send(to, member_gone{agents_.at(place).value().agent, why});
}

/// T5: newcomers are started, and their lead meets them.
void cluster_supervisor_state::join(const join_order& order) {
  joining_ = true;
  for (auto agent : order.whom) {
    if (agent.parent() != setup_.cluster || places_.at(agent.agent) != lead_place
        || setup_.plan->around->who.of(agent) == membership::absent)
      continue; // was there when this supervisor began
    auto place = add(agent);
    children_.start_one(place);
    if (auto to = lead(); to && !children_.handle(place)) // it will be tried again
      self_->send(to, member_at(place));
  }
  joining_ = false;
}

void cluster_supervisor_state::leave(const leave_order& order) {
  if (auto to = lead())
    self_->send(to, order); // else its successor knows from the roster
}

/// Nothing is open with this agent any more.
void cluster_supervisor_state::let_go(const may_leave& whom) {
  auto place = places_.at(whom.slot);
  const auto& plan = *setup_.plan;
  if (place != lead_place && plan.is_idle
      && plan.around->who.of(*agent_at(place)) == membership::member)
    return plan.is_idle(*agent_at(place));
  if (place == lead_place || leaving_.test(whom.slot)
      || setup_.plan->around->who.of(*agent_at(place)) != membership::leaving)
    return; // said twice, and meanwhile it has left, or another has its slot
  leaving_.set(whom.slot);
  auto was_up = children_.handle(place) != nullptr;
  children_.remove(place);
  if (!was_up)
    left(place);
}

void cluster_supervisor_state::left(std::size_t place) {
  auto agent = std::exchange(agents_.at(place), std::nullopt).value();
  places_.at(agent.agent) = lead_place;
  leaving_.reset(agent.agent);
  auto& around = *setup_.plan->around;
  around.who.left(agent);
  ++around.counters.agents_left;
  if (auto to = lead())
    self_->send(to, member_left{agent.agent});
}

void cluster_supervisor_state::meet(const sector_coordinator_actor& coordinator) {
  setup_.coordinator = coordinator;
  if (auto to = lead())
    self_->send(to, meet_coordinator{coordinator});
}

void cluster_supervisor_state::unresponsive(const mesh::unresponsive& who) {
  if (auto place = place_of(who.who); place != nowhere)
    children_.unresponsive(place, who.seen);
}

fault_report cluster_supervisor_state::inject(const fault_order& order) {
  fault_report report;
  for (const auto& who : order.whom) {
    auto place = place_of(who);
    if (place == nowhere || !children_.handle(place))
      continue;
    ++report.told;
    if (place == lead_place)
      self_->send(lead(), fault{order.what, order.pause_ms});
    else
      self_->send(caf::actor_cast<agent_actor>(children_.handle(place)),
                  fault{order.what, order.pause_ms});
  }
  return report;
}

caf::result<heal_report> cluster_supervisor_state::heal(const heal_order& order) {
  heal_report report;
  for (std::size_t place = 0; place < children_.size(); ++place) {
    auto agent = agent_at(place);
    auto mine = place == lead_place ? order.where.touches(setup_.cluster)
                                    : agent && order.where.contains(*agent);
    if (mine)
      children_.heal(place, report);
  }
  patience<heal_report> with{from_ms(setup_.plan->around->cfg.supervision.stop_timeout_ms),
                             [this](std::size_t, heal_report& r) {
                               children_.unresponsive(lead_place, r);
                             }};
  return ask_all(self_, {children_.handle(lead_place)}, order, std::move(report), with);
}

cluster_supervisor_self::behavior_type
cluster_supervisor(cluster_supervisor_self::stateful_pointer<cluster_supervisor_state> self,
                   cluster_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const unresponsive& who) { self->state.unresponsive(who); },
      [self](const meet_coordinator& m) { self->state.meet(m.coordinator); },
      [self](const join_order& order) { self->state.join(order); },
      [self](const leave_order& order) { self->state.leave(order); },
      [self](const may_leave& whom) { self->state.let_go(whom); },
      [self](const fault_order& order) { return self->state.inject(order); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const supervisor_tick&) { self->state.due(); },
  };
}

} // namespace mesh
