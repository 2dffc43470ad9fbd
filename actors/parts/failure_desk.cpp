#include "actors/parts/failure_desk.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "supervisors/contradiction.hpp"

namespace mesh {

failure_desk::failure_desk(const surroundings& around, std::function<time_point()> now,
                           std::function<void(const quarantine_order&)> quarantine)
    : around_(around), now_(std::move(now)), quarantine_(std::move(quarantine)) {}

void failure_desk::escalated(failure_event what) {
  constexpr std::size_t remembered = 100;
  what.at = now_();
  escalated_.push_back(std::move(what));
  if (escalated_.size() > remembered)
    escalated_.pop_front();
}

std::vector<agent_id> failure_desk::find_rogues(gather_summary& answers) {
  std::vector<agent_id> rogues;
  std::vector<redundant_answer> all;
  for (const auto& one : std::exchange(answers.parts, {})) {
    all.push_back({one.agent, one.value});
    answers.add_answer(trinary::ready, one.value, one.agent, bounds_of(around_.cfg.limits));
  }
  for (const auto& found : contradictions(all, around_.cfg.failures)) {
    auto event = event_of(found, now_());
    spdlog::warn("{} {}: {}", to_string(event.what), to_string(event.where), event.seen);
    around_.events.add(event);
    quarantine_({found.agent, event.seen});
    rogues.push_back(found.agent);
    escalated(std::move(event));
  }
  return rogues;
}

} // namespace mesh
