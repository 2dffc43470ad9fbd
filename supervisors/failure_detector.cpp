#include "supervisors/failure_detector.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "config/config.hpp"

namespace mesh {

namespace {

std::string whole(double value) {
  return std::to_string(static_cast<long long>(std::llround(value)));
}

std::string hex(std::uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string with(std::string_view what, std::string_view detail) {
  return detail.empty() ? std::string(what) : std::string(what) + ", " + std::string(detail);
}

} // namespace

failure_detector::failure_detector(cluster_id cluster, const failures_config& cfg,
                                   const impedance_config& health)
    : cluster_(cluster), cfg_(cfg), silence_ms_(health.offline_after_ms) {}

failure_detector::agent& failure_detector::of(std::uint8_t slot) {
  if (slot >= agents_.size())
    agents_.resize(std::size_t{slot} + 1);
  return agents_[slot];
}

failure_event failure_detector::event(failure_class what, std::uint8_t slot, std::string text,
                                      escalation to, time_point now) const {
  return {now, what, agent_id{cluster_.sector, cluster_.cluster, slot}, std::move(text), to};
}

failure_detector::seen
failure_detector::network_error(std::uint8_t slot, std::string_view detail, time_point now) {
  auto& errors = of(slot).network_errors;
  ++errors;
  auto text = with("network error " + std::to_string(errors) + " in a row", detail);
  if (errors < cfg_.network_errors)
    return event(failure_class::transient_network, slot, text, escalation::none, now);
  errors = 0;
  return event(failure_class::transient_network, slot, text, escalation::sector, now);
}

void failure_detector::network_ok(std::uint8_t slot) {
  if (knows(slot))
    of(slot).network_errors = 0;
}

void failure_detector::heard(std::uint8_t slot) {
  if (knows(slot))
    of(slot).lost = false;
}

failure_detector::seen failure_detector::silence(std::uint8_t slot, time_point last_heard,
                                                 time_point now) {
  auto silent_ms = to_ms(now - last_heard);
  if (silent_ms < silence_ms_)
    return std::nullopt;
  return lose(slot, "silent for " + whole(silent_ms) + " ms", now);
}

failure_detector::seen failure_detector::away(std::uint8_t slot, time_point since,
                                              time_point now) {
  return lose(slot, "its link has been lost for " + whole(to_ms(now - since)) + " ms", now);
}

failure_detector::seen failure_detector::down(std::uint8_t slot, std::string_view detail,
                                              time_point now) {
  return lose(slot, with("its actor went down", detail), now);
}

failure_detector::seen failure_detector::lose(std::uint8_t slot, std::string text,
                                              time_point now) {
  auto& a = of(slot);
  if (std::exchange(a.lost, true))
    return std::nullopt; // silent and down are one failure
  bool again = a.replaced_at && to_ms(now - *a.replaced_at) < cfg_.replacement_watch_ms;
  if (again)
    text += ", " + whole(to_ms(now - *a.replaced_at)) + " ms after it was replaced";
  return event(failure_class::agent_crash, slot, std::move(text),
               again ? escalation::sector : escalation::none, now);
}

void failure_detector::replaced(std::uint8_t slot, time_point now) {
  forget(slot);
  of(slot).replaced_at = now;
}

failure_detector::seen failure_detector::spike(std::uint8_t slot, bool spikes, double score,
                                               double usual, time_point now) {
  if (!spikes && !knows(slot))
    return std::nullopt; // takes no room for those who are well
  auto& a = of(slot);
  if (std::exchange(a.spikes, spikes) == spikes)
    return std::nullopt;
  spiking_ += spikes ? 1 : -1;
  if (!spikes)
    return std::nullopt;
  auto text = "score " + whole(score) + " ms, its mean is " + whole(usual);
  if (spiking_ < cfg_.spiking_agents)
    return event(failure_class::impedance_spike, slot, text, escalation::none, now);
  text += "; " + std::to_string(spiking_) + " agents of the cluster spike";
  return event(failure_class::impedance_spike, slot, text, escalation::sector, now);
}

failure_event failure_detector::overdue(std::uint8_t slot, const in_hand& what,
                                        time_point now) const {
  auto text = "has had " + to_string(what.what) + " in hand for "
              + whole(to_ms(now - what.since)) + " ms; by " + std::string(to_string(what.from))
              + " such work takes " + whole(what.usual_ms) + " ms";
  return event(failure_class::stuck_work, slot, std::move(text), escalation::none, now);
}

failure_detector::seen failure_detector::context(std::uint8_t slot, std::uint64_t expected,
                                                 std::uint64_t found, time_point now) {
  bool corrupt = expected != 0 && found != 0 && expected != found;
  if (!corrupt && !knows(slot))
    return std::nullopt;
  if (std::exchange(of(slot).corrupt, corrupt) || !corrupt)
    return std::nullopt;
  return event(failure_class::context_corruption, slot,
               "context hash " + hex(found) + ", expected " + hex(expected),
               escalation::orchestrator, now);
}

void failure_detector::forget(std::uint8_t slot) {
  if (slot >= agents_.size())
    return;
  if (agents_[slot].spikes)
    --spiking_;
  agents_[slot] = {};
}

} // namespace mesh
