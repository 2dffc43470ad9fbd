#include "actors/parts/sector_breakers.hpp"

#include "actors/parts/frozen_breakers.hpp"

namespace mesh {

sector_breakers::sector_breakers(sector_id sector, const config& cfg, alarm timer, outlets to)
    : sector_(sector),
      tree_(cfg.breakers),
      growth_(sector, cfg.failures),
      timer_(std::move(timer)),
      to_(std::move(to)) {}

void sector_breakers::failed(const failure_event& what) {
  const auto moment = timer_.now();
  if (!counts_for_breakers(what))
    return;
  apply(tree_.failure(what.where.cluster(), moment));
  if (auto cascade = growth_.failure(moment)) {
    to_.grows(*cascade);
    apply(tree_.trip(sector_, cascade->seen, moment));
  }
}

void sector_breakers::order(const circuit& what) {
  const auto moment = timer_.now();
  if (what.state == circuit_state::closed)
    apply(tree_.force_close(what.where, what.reason, moment));
  else if (what.by_hand)
    apply(tree_.force_open(what.where, what.reason, moment));
  else
    apply(tree_.trip(what.where, what.reason, moment));
}

/// O5: somebody has looked into it.
void sector_breakers::heal(const scope& where, heal_report& report) {
  auto meant = [&](const scope& breaker) {
    return breaker.kind() == scope::level::sector
               ? where.kind() == scope::level::all || where == breaker
               : where.kind() != scope::level::agent && where.touches(breaker.cluster());
  };
  for (const auto& breaker : tree_.tripped())
    if (breaker.kind() != scope::level::all && meant(breaker)) {
      apply(tree_.force_close(breaker, "healed", timer_.now()));
      report.lines.push_back("the breaker of " + to_string(breaker) + ": closed");
    }
}

/// Breakers that an earlier process left open.
void sector_breakers::reopen(const frozen_state& preserved) {
  for (const auto& b : preserved.breakers)
    if (scope(sector_).covers(b.where) && b.state != frozen_breaker::position::closed)
      apply(b.by_hand ? tree_.force_open(b.where, b.reason, timer_.now())
                      : tree_.trip(b.where, b.reason, timer_.now()));
}

std::optional<error> sector_breakers::refusal(cluster_id where) {
  auto by = tree_.admit(where);
  if (!by)
    return std::nullopt;
  return tree_.refusal(*by);
}

std::vector<circuit> sector_breakers::circuits() const {
  std::vector<circuit> found;
  for (const auto& where : tree_.tripped())
    found.push_back(circuit_of(where, *tree_.find(where)));
  return found;
}

std::vector<frozen_breaker> sector_breakers::preserved() const {
  std::vector<frozen_breaker> found;
  for (const auto& where : tree_.tripped())
    found.push_back(frozen_breaker_of(where, *tree_.find(where), timer_.now()));
  return found;
}

void sector_breakers::apply(const breaker_events& events) {
  for (const auto& e : events)
    to_.changed(circuit_of(e.where, *tree_.find(e.where)), e);
  wake_when_due();
}

void sector_breakers::wake_when_due() {
  if (auto next = tree_.next_due())
    timer_.wake_at(*next);
}

void sector_breakers::due() {
  timer_.woken();
  const auto moment = timer_.now();
  apply(tree_.due(moment));
  std::vector<duration> links; // all agents of a scope are looked at: once
  const auto wanted = tree_.take_probes(
      moment, [&](const scope& where) { return links.emplace_back(to_.links_to(where)); });
  for (std::size_t i = 0; i < wanted.size(); ++i)
    to_.probe(wanted[i], links[i], [this, where = wanted[i]](bool good) {
      apply(tree_.probed(where, good, timer_.now()));
    });
  wake_when_due();
}

} // namespace mesh
