#include "actors/coordination/freeze_round.hpp"

#include <algorithm>

namespace mesh {

freeze_round::freeze_round(freeze_order order, scope from, time_point give_up_at,
                           summary_bounds bounds)
    : order_(std::move(order)), give_up_at_(give_up_at), bounds_(bounds) {
  report_.number = order_.number;
  report_.from = from;
}

void freeze_round::expect(std::uint8_t child) {
  if (child < awaited_.size())
    awaited_.set(child);
}

bool freeze_round::settle(std::uint8_t child) {
  if (!awaits(child))
    return false;
  awaited_.reset(child);
  return true;
}

void freeze_round::obeyed() {
  ++report_.counts.targets;
  ++report_.counts.ready;
}

void freeze_round::stopped(frozen_agent held) {
  obeyed();
  page_.push_back(std::move(held));
}

void freeze_round::missing(agent_id agent, errc why, const std::string& detail) {
  auto down = why == errc::agent_down;
  auto& counts = report_.counts;
  ++counts.targets;
  ++(down ? counts.refused : counts.straggler);
  counts.add_exception(down ? exception_kind::refused : exception_kind::straggler, why, detail,
                       agent, bounds_);
}

void freeze_round::note(frozen_breaker breaker) {
  if (order_.what == freeze_act::freeze && order_.where.covers(breaker.where))
    report_.breakers.push_back(std::move(breaker));
}

void freeze_round::add(const freeze_report& part) {
  report_.counts.merge(part.counts, bounds_);
  report_.pages.insert(report_.pages.end(), part.pages.begin(), part.pages.end());
  report_.breakers.insert(report_.breakers.end(), part.breakers.begin(), part.breakers.end());
}

freeze_report freeze_round::take() {
  if (!page_.empty()) {
    std::sort(page_.begin(), page_.end(),
              [](const frozen_agent& a, const frozen_agent& b) { return a.id < b.id; });
    report_.pages.push_back(
        std::make_shared<const std::vector<frozen_agent>>(std::move(page_)));
  }
  return std::move(report_);
}

} // namespace mesh
