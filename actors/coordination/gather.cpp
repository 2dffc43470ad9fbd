#include "actors/coordination/gather.hpp"

#include <algorithm>
#include <cmath>

namespace mesh {

gather::gather(std::uint64_t id, cluster_id cluster, time_point arrive, time_point counts_until,
               bool has_parts, summary_bounds bounds, bool asked_before)
    : cluster_(cluster),
      has_parts_(has_parts),
      asked_before_(asked_before),
      arrive_(arrive),
      counts_until_(counts_until),
      close_at_(counts_until),
      bounds_(bounds) {
  summary_.gather = id;
  summary_.from = cluster;
  summary_.clusters = 1;
}

bool gather::take(std::uint8_t slot, state as) {
  if (slot >= states_.size() || states_[slot] != state::none)
    return false;
  states_[slot] = as;
  ++summary_.targets;
  return true;
}

void gather::skip(std::uint8_t slot, double needed_ms, double available_ms) {
  if (!take(slot, state::ended))
    return;
  ++summary_.skipped;
  gather_summary one; // merged, so that the range of needed times is kept
  one.exceptions.push_back({exception_kind::skipped,
                            errc::insufficient_lead_time,
                            "",
                            1,
                            {agent_of(slot)},
                            needed_ms,
                            needed_ms,
                            available_ms});
  summary_.merge(one, bounds_);
}

void gather::refuse_unsent(std::uint8_t slot, errc reason, const std::string& detail) {
  if (!take(slot, state::ended))
    return;
  if (asked_before_)
    ++summary_.sent;
  fail(slot, reason, detail, asked_before_);
}

void gather::plan(std::uint8_t slot, time_point expected_ready, std::uint32_t part,
                  duration way_back) {
  if (!take(slot, state::planned))
    return;
  expected_[slot] = expected_ready;
  part_[slot] = part;
  if (expected_ready <= counts_until_)
    close_at_ = std::max(close_at_, counts_until_ + way_back);
  ++open_;
}

void gather::sent(std::uint8_t slot, time_point due, time_point now) {
  if (slot >= states_.size() || states_[slot] != state::planned)
    return;
  states_[slot] = state::sent;
  ++summary_.sent;
  summary_.send_lateness.add(to_ms(now - due));
  expected_[slot] += now - due; // predicted from when it really left
}

bool gather::awaits(std::uint8_t slot) const {
  return slot < states_.size() && states_[slot] == state::sent;
}

bool gather::is_open(std::uint8_t slot) const {
  return slot < states_.size()
         && (states_[slot] == state::planned || states_[slot] == state::sent);
}

void gather::end(std::uint8_t slot) {
  states_[slot] = state::ended;
  --open_;
}

/// Expired and refused are counted apart (G2).
void gather::fail(std::uint8_t slot, errc reason, const std::string& detail,
                  bool begun_before) {
  if (begun_before && fate_of(exception_kind::refused, reason) == work_fate::never_begun)
    return add_straggler(slot, errc::unknown,
                         "may have been started before; now: " + to_string({reason, detail}));
  auto expired = reason == errc::expired;
  ++(expired ? summary_.expired : summary_.refused);
  summary_.add_exception(expired ? exception_kind::expired : exception_kind::refused, reason,
                         detail, agent_of(slot), bounds_);
}

bool gather::answered(std::uint8_t slot, const answer& what, time_point now) {
  if (!is_open(slot) || now > close_at_)
    return false;
  auto was_sent = states_[slot] == state::sent;
  if (what.failure == errc::none && what.ready_at > counts_until_ && was_sent) {
    end_as_straggler(slot, errc::late, "was done after T + window");
    return false;
  }
  if (what.failure != errc::none) {
    // Work that was cut off had been begun: it is none of those that never were (M3).
    auto cut_off = what.failure == errc::timeout || what.failure == errc::cancelled
                   || what.failure == errc::still_running || what.failure == errc::unknown;
    if (was_sent && cut_off)
      end_as_straggler(slot, what.failure, what.detail);
    else {
      end(slot);
      if (!was_sent && asked_before_)
        ++summary_.sent;
      fail(slot, what.failure, what.detail, asked_before_ || what.attempt > 0);
    }
    return true;
  }
  if (!was_sent || what.state == trinary::transit)
    return false;
  end(slot);
  count_attempt(what.attempt);
  summary_.prediction_error.add(std::abs(to_ms(what.ready_at - expected_[slot])));
  if (what.state == trinary::conflict) {
    ++summary_.conflict;
    summary_.add_exception(exception_kind::conflict, errc::none, what.detail, agent_of(slot),
                           bounds_);
    if (what.found != nullptr)
      summary_.add_conflict(*what.found, what.record, agent_of(slot), bounds_);
    else
      summary_.add_conflict({conflict_type::data_contradiction, what.detail, what.value},
                            what.record, agent_of(slot), bounds_);
    return true;
  }
  ++summary_.ready;
  summary_.ready_offset.add(to_ms(what.ready_at - arrive_));
  if (has_parts_)
    summary_.parts.push_back({part_[slot], agent_of(slot), what.value});
  else
    summary_.add_answer(what.state, what.value, agent_of(slot), bounds_);
  return true;
}

void gather::count_attempt(std::uint8_t attempt) {
  summary_.redelivered += attempt > 0 ? 1 : 0;
  summary_.attempt = std::max(summary_.attempt, std::uint32_t{attempt});
}

void gather::end_as_straggler(std::uint8_t slot, errc reason, const std::string& detail) {
  end(slot);
  add_straggler(slot, reason, detail);
}

void gather::add_straggler(std::uint8_t slot, errc reason, const std::string& detail) {
  ++summary_.straggler;
  summary_.add_exception(exception_kind::straggler, reason, detail, agent_of(slot), bounds_);
}

void gather::close_unsent(errc reason) {
  for (std::size_t i = 0; i < states_.size(); ++i)
    if (states_[i] == state::planned) {
      auto slot = static_cast<std::uint8_t>(i);
      end(slot);
      if (asked_before_)
        ++summary_.sent;
      fail(slot, reason, "never sent", asked_before_);
    }
}

void gather::close(errc unsent_reason, errc sent_reason) {
  close_unsent(unsent_reason);
  for (std::size_t i = 0; i < states_.size(); ++i)
    if (states_[i] == state::sent)
      end_as_straggler(static_cast<std::uint8_t>(i), sent_reason,
                       sent_reason == errc::unknown ? "did not report what became of it" : "");
}

} // namespace mesh
