#include "actors/parts/global_breaker.hpp"

#include <algorithm>
#include <limits>

#include "actors/parts/frozen_breakers.hpp"

namespace mesh {

global_breaker::global_breaker(const breakers_config& cfg, alarm timer, outlets to)
    : most_open_(cfg.open_sectors),
      breaker_(std::numeric_limits<int>::max(), cfg),
      timer_(std::move(timer)),
      to_(std::move(to)) {}

error global_breaker::admit() {
  return breaker_.admit() ? error{} : refused();
}

error global_breaker::refusal() const {
  return breaker_.state() == circuit_state::open ? refused() : error{};
}

error global_breaker::refused() const {
  return {errc::breaker_open, "the global breaker is open: " + breaker_.reason(),
          breaker_.by_hand() ? "breaker close all"
                             : "it is probed automatically; see 'breakers'"};
}

int global_breaker::open_sectors() const {
  return static_cast<int>(std::ranges::count_if(circuits_, [](const circuit& c) {
    return c.where.kind() == scope::level::sector && c.state == circuit_state::open;
  }));
}

void global_breaker::remember(const circuit& news) {
  std::erase_if(circuits_, [&](const circuit& c) { return c.where == news.where; });
  if (news.state != circuit_state::closed)
    circuits_.push_back(news);
}

void global_breaker::learn(const circuit& news) {
  if (news.where.kind() == scope::level::all)
    return;
  remember(news);
  if (auto open = open_sectors(); open > most_open_)
    apply(breaker_.trip(std::to_string(open) + " sectors are open", timer_.now()));
}

void global_breaker::order(const circuit& what) {
  apply(what.state == circuit_state::closed ? breaker_.force_close(what.reason, timer_.now())
                                            : breaker_.force_open(what.reason, timer_.now()));
}

void global_breaker::heal(heal_report& report) {
  if (breaker_.state() == circuit_state::closed)
    return;
  apply(breaker_.force_close("healed", timer_.now()));
  report.lines.emplace_back("the global breaker: closed");
}

void global_breaker::restore(const std::vector<circuit>& not_closed) {
  for (const auto& c : not_closed)
    if (c.where.kind() == scope::level::all)
      apply(c.by_hand ? breaker_.force_open(c.reason, timer_.now())
                      : breaker_.trip(c.reason, timer_.now()));
}

void global_breaker::reopen(const frozen_state& preserved) {
  for (const auto& b : preserved.breakers)
    if (b.where == scope() && b.state != frozen_breaker::position::closed)
      apply(b.by_hand ? breaker_.force_open(b.reason, timer_.now())
                      : breaker_.trip(b.reason, timer_.now()));
}

std::vector<frozen_breaker> global_breaker::preserved() const {
  if (breaker_.state() == circuit_state::closed)
    return {};
  return {frozen_breaker_of({}, breaker_, timer_.now())};
}

void global_breaker::apply(const circuit_breaker::change& change) {
  if (change) {
    remember(state());
    to_.changed(state(), {{}, *change});
  }
  if (auto next = breaker_.next_due())
    timer_.wake_at(*next);
}

void global_breaker::due() {
  timer_.woken();
  const auto moment = timer_.now();
  if (auto next = breaker_.next_due(); !next || *next > moment)
    return apply({}); // a timer from before the last change
  auto open = open_sectors();
  if (breaker_.state() == circuit_state::half_open && open > most_open_)
    return apply(breaker_.trip(std::to_string(open) + " sectors are still open", moment));
  if (breaker_.wants_probe(moment)) {
    breaker_.probe_sent(moment);
    probe();
  }
  apply(breaker_.due(moment));
}

/// B2: good when all answer and no more sectors are open than may be.
void global_breaker::probe() {
  to_.probe([this](bool all_answered) {
    apply(breaker_.probed(all_answered && open_sectors() <= most_open_, timer_.now()));
  });
}

} // namespace mesh
