#include "supervisors/causal_order.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "supervisors/quarantine.hpp"

namespace mesh {

namespace {

/// `a > b > c`, as far as one reads it.
std::string text_of(const std::vector<causal_event>& events) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(events.size(), most); ++i)
    text += (i == 0 ? "" : " > ") + to_string(events[i].message) + " ("
            + to_string(events[i].agent) + ", " + std::to_string(events[i].lamport) + ")";
  return events.size() > most ? text + " > ..." : text;
}

} // namespace

tl::expected<std::vector<causal_event>, std::string>
rebuild_order(std::vector<causal_event> seen) {
  auto rank = [](const causal_event& e) {
    return std::tuple(e.lamport, e.message);
  };
  std::ranges::sort(seen, {}, rank);
  std::map<message_id, std::uint64_t> stamps;
  for (const auto& e : seen) {
    if (e.message.value == 0 || e.lamport == 0)
      return tl::unexpected("a message has no " + std::string(e.lamport == 0 ? "stamp" : "id"));
    if (!stamps.emplace(e.message, e.lamport).second)
      return tl::unexpected(to_string(e.message) + " is named twice");
  }
  for (const auto& e : seen) {
    auto cause = stamps.find(e.causation);
    if (cause == stamps.end()) {
      if (e.message == seen.front().message)
        continue;
      return tl::unexpected("the cause of " + to_string(e.message) + " is missing"
                            + (e.causation.value == 0 ? "" : ": " + to_string(e.causation)));
    }
    // So no chain of causes can come back to where it began.
    if (cause->second >= e.lamport)
      return tl::unexpected(to_string(e.message) + " (" + std::to_string(e.lamport)
                            + ") is not later than its cause " + to_string(e.causation) + " ("
                            + std::to_string(cause->second) + ")");
  }
  return seen;
}

resolution_step reconcile_clocks(const resolution_case& c) {
  const auto& seen = c.record.what.evidence.events;
  if (seen.empty())
    return left_to_person{"the order of the messages is not known"};
  if (!is_whole(seen))
    return left_to_person{"more messages than are kept (conflicts.evidence_items)"};
  auto order = rebuild_order(seen);
  if (!order)
    return left_to_person{"no causal order fits: " + order.error()};
  if (*order == seen)
    return left_to_person{"they came in causal order: clocks are not the cause"};
  return settlement{"clock_reconciliation", "in causal order: " + text_of(*order)};
}

} // namespace mesh
