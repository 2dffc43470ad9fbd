#include "messages/gather_summary.hpp"

#include <algorithm>
#include <array>

namespace mesh {

namespace {

constexpr std::size_t agents_per_answer = 5;

template <class Id>
void append_bounded(std::vector<Id>& to, const std::vector<Id>& from, std::size_t bound) {
  auto room = bound > to.size() ? bound - to.size() : 0;
  to.insert(to.end(), from.begin(),
            from.begin() + static_cast<std::ptrdiff_t>(std::min(room, from.size())));
}

template <class Id>
void cut(std::vector<Id>& list, std::size_t bound) {
  list.resize(std::min(list.size(), bound));
}

} // namespace

std::string_view to_string(exception_kind kind) {
  constexpr std::array<std::string_view, 5> names{"conflict", "straggler", "skipped", "expired",
                                                  "refused"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(work_fate fate) {
  constexpr std::array<std::string_view, 6> names{"never_begun", "failed",    "cancelled",
                                                  "goes_on",     "done_late", "unknown"};
  return names[static_cast<std::size_t>(fate)];
}

work_fate fate_of(exception_kind kind, errc reason) {
  switch (reason) {
  case errc::still_running:
    return work_fate::goes_on;
  case errc::late:
    return work_fate::done_late;
  case errc::lead_unreachable:
  case errc::sector_unreachable: // refused: it was never asked
    return kind == exception_kind::refused ? work_fate::never_begun : work_fate::unknown;
  case errc::unknown:
  case errc::agent_down: // with what it had in hand
  case errc::result_lost:
    return work_fate::unknown;
  default:
    break;
  }
  switch (kind) {
  case exception_kind::straggler:
    return work_fate::cancelled;
  case exception_kind::refused:
    return reason >= errc::work_failed ? work_fate::failed : work_fate::never_begun;
  default:
    return work_fate::never_begun;
  }
}

std::uint32_t gather_summary::unknown() const {
  std::uint32_t count = 0;
  for (const auto& group : exceptions)
    if (group.kind != exception_kind::conflict
        && fate_of(group.kind, group.reason) == work_fate::unknown)
      count += group.count;
  return count;
}

void gather_summary::add_exception(exception_kind kind, errc reason, const std::string& detail,
                                   agent_id agent, const summary_bounds& bounds) {
  exception_group one{kind, reason, detail, 1, {agent}};
  merge_exception(one, bounds);
}

void gather_summary::merge_exception(const exception_group& group,
                                     const summary_bounds& bounds) {
  auto same = std::find_if(exceptions.begin(), exceptions.end(), [&](const auto& mine) {
    return mine.kind == group.kind && mine.reason == group.reason;
  });
  if (same == exceptions.end()) {
    exceptions.push_back(group);
    cut(exceptions.back().agents, bounds.names);
    return;
  }
  same->count += group.count;
  same->needed_min_ms = std::min(same->needed_min_ms, group.needed_min_ms);
  same->needed_max_ms = std::max(same->needed_max_ms, group.needed_max_ms);
  same->available_ms = std::max(same->available_ms, group.available_ms);
  append_bounded(same->agents, group.agents, bounds.names);
}

void gather_summary::add_answer(trinary state, const std::string& value, agent_id agent,
                                const summary_bounds& bounds) {
  // As nearly always: nothing to allocate
  auto same = std::ranges::find_if(answers, [&](const auto& mine) {
    return mine.state == state && mine.value == value && mine.expected.empty()
           && mine.conflicts.empty();
  });
  if (same != answers.end()) {
    ++same->count;
    if (same->agents.size() < agents_per_answer)
      same->agents.push_back(agent);
    return;
  }
  merge_answer({state, value, 1, {agent}}, bounds);
}

void gather_summary::add_conflict(const mesh::conflict& what, message_id record, agent_id agent,
                                  const summary_bounds& bounds) {
  answer_group one{trinary::conflict, what.received, 1, {agent}, what.expected, what.type};
  if (record.value != 0)
    one.conflicts.push_back(record);
  merge_answer(one, bounds);
}

// Most gathers have one or two different answers, so looking through the list
// is the fast way; `answers` is bounded, and the most frequent come first.
answer_group* gather_summary::find_answer(const answer_group& like) {
  auto same = std::ranges::find_if(answers, [&](const auto& mine) {
    return mine.state == like.state && mine.value == like.value
           && mine.expected == like.expected && mine.type == like.type;
  });
  return same == answers.end() ? nullptr : &*same;
}

void gather_summary::merge_answer(const answer_group& group, const summary_bounds& bounds) {
  if (auto* same = find_answer(group)) {
    same->count += group.count;
    append_bounded(same->agents, group.agents, agents_per_answer);
    append_bounded(same->conflicts, group.conflicts, agents_per_answer);
  } else if (answers.size() < bounds.answers) {
    answers.push_back(group);
    cut(answers.back().agents, agents_per_answer);
    cut(answers.back().conflicts, agents_per_answer);
  } else {
    answers_unlisted += group.count;
  }
}

void gather_summary::merge(const gather_summary& other, const summary_bounds& bounds) {
  sectors += other.sectors;
  clusters += other.clusters;
  targets += other.targets;
  sent += other.sent;
  ready += other.ready;
  conflict += other.conflict;
  straggler += other.straggler;
  skipped += other.skipped;
  expired += other.expired;
  refused += other.refused;
  answers_unlisted += other.answers_unlisted;
  for (const auto& group : other.exceptions)
    merge_exception(group, bounds);
  for (const auto& group : other.answers)
    merge_answer(group, bounds);
  parts.insert(parts.end(), other.parts.begin(), other.parts.end());
  ready_offset.merge(other.ready_offset);
  prediction_error.merge(other.prediction_error);
  send_lateness.merge(other.send_lateness);
  lamport = std::max(lamport, other.lamport);
  redelivered += other.redelivered;
  attempt = std::max(attempt, other.attempt);
}

} // namespace mesh
