#include "supervisors/provenance.hpp"

#include <array>
#include <cstdio>

namespace mesh {

namespace {

std::string two(double a, double b) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f against %.2f", a, b);
  return text.data();
}

/// An effect has the later stamp: else one of them is wrong.
bool comes_after(const value_origin& later, const value_origin& earlier) {
  auto caused = earlier.message.value != 0 && later.causation == earlier.message;
  auto stamped = later.lamport != 0 && earlier.lamport != 0;
  return caused && (!stamped || later.lamport > earlier.lamport);
}

} // namespace

weighed weigh(const resolution_case& c, const conflicts_config& cfg) {
  const auto& expected = c.record.what.evidence.expected_by;
  const auto& received = c.record.what.evidence.received_from;
  auto first = [](bool is_expected) {
    return is_expected ? stronger::expected : stronger::received;
  };
  if (c.expected_by.good_context != c.received_from.good_context)
    return {first(c.expected_by.good_context), "only it works from the mesh's context"};
  if (comes_after(expected, received) != comes_after(received, expected))
    return {first(comes_after(expected, received)),
            "its message was caused by the other's, so it is the newer"};
  auto more = std::int64_t{expected.agreeing} - std::int64_t{received.agreeing};
  if (std::abs(more) >= cfg.agreement_margin)
    return {first(more > 0),
            std::to_string(std::max(expected.agreeing, received.agreeing))
                + " agents agree with it, and "
                + std::to_string(std::min(expected.agreeing, received.agreeing))
                + " with the other"};
  auto surer = c.expected_by.confidence - c.received_from.confidence;
  if (std::abs(surer) > cfg.confidence_margin)
    return {first(surer > 0),
            "confidence in it is "
                + (surer > 0 ? two(c.expected_by.confidence, c.received_from.confidence)
                             : two(c.received_from.confidence, c.expected_by.confidence))};
  return {};
}

resolution_step trace_provenance(const resolution_case& c, const conflicts_config& cfg) {
  const auto& what = c.record.what;
  const auto& expected = what.evidence.expected_by;
  const auto& received = what.evidence.received_from;
  if (!expected.agent || !received.agent)
    return left_to_person{!expected.agent && !received.agent
                              ? "who said the two values is not known"
                              : "who said the "
                                    + std::string(expected.agent ? "received" : "expected")
                                    + " value is not known"};
  if (expected.agent == received.agent)
    return left_to_person{"both values are of " + to_string(*expected.agent)};
  auto result = weigh(c, cfg);
  // The agent that was asked first stays the weaker one, however it stands by now.
  if (!c.attempts.empty())
    result.which =
        c.attempts.front().agent == *expected.agent ? stronger::received : stronger::expected;
  if (result.which == stronger::neither)
    return left_to_person{to_string(*expected.agent) + " and " + to_string(*received.agent)
                          + " are equally strong: " + what.expected + " against "
                          + what.received};
  auto holds = result.which == stronger::expected;
  const auto& winner = holds ? expected : received;
  const auto& loser = holds ? received : expected;
  const auto& value = holds ? what.expected : what.received;
  if (!c.attempts.empty()) {
    const auto& last = c.attempts.back();
    auto answered = last.failure == errc::none;
    if (answered && last.state == trinary::ready)
      return settlement{"provenance_trace", "the value of " + to_string(*winner.agent)
                                                + " holds: " + value + "; "
                                                + to_string(*loser.agent)
                                                + " was told, and answered: " + last.said};
    if (answered || std::cmp_greater_equal(c.attempts.size(), cfg.resolution_tries))
      return left_to_person{"the value of " + to_string(*winner.agent)
                            + " is the stronger, but " + to_string(last)};
  }
  ask_agent correction;
  correction.whom = *loser.agent;
  correction.what.how = strategy::direct;
  correction.what.what = verb::sync;
  correction.what.payload = value;
  correction.what.causation = loser.message;
  return correction;
}

} // namespace mesh
