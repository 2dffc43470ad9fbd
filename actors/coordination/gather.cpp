#include "actors/coordination/gather.hpp"

#include <algorithm>
#include <cmath>

namespace mesh {

gather::gather(std::uint64_t id, cluster_id cluster, time_point arrive, time_point counts_until,
               bool has_parts, summary_bounds bounds)
    : cluster_(cluster),
      has_parts_(has_parts),
      arrive_(arrive),
      counts_until_(counts_until),
      close_at_(counts_until),
      bounds_(bounds) {
  summary_.gather = id;
  summary_.from = cluster;
  summary_.clusters = 1;
}

void gather::skip(std::uint8_t slot, double needed_ms, double available_ms) {
  states_[slot] = state::ended;
  ++summary_.targets;
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
  states_[slot] = state::ended;
  ++summary_.targets;
  auto expired = reason == errc::expired;
  ++(expired ? summary_.expired : summary_.refused);
  summary_.add_exception(expired ? exception_kind::expired : exception_kind::refused, reason,
                         detail, agent_of(slot), bounds_);
}

void gather::plan(std::uint8_t slot, time_point expected_ready, std::uint32_t part,
                  duration way_back) {
  states_[slot] = state::planned;
  expected_[slot] = expected_ready;
  part_[slot] = part;
  if (expected_ready <= counts_until_)
    close_at_ = std::max(close_at_, counts_until_ + way_back);
  ++summary_.targets;
  ++open_;
}

void gather::sent(std::uint8_t slot, time_point due, time_point now) {
  states_[slot] = state::sent;
  ++summary_.sent;
  summary_.send_lateness.add(to_ms(now - due));
  expected_[slot] += now - due; // predicted from when it really left
}

bool gather::is_open(std::uint8_t slot) const {
  return states_[slot] == state::planned || states_[slot] == state::sent;
}

void gather::end(std::uint8_t slot) {
  states_[slot] = state::ended;
  --open_;
}

bool gather::answered(std::uint8_t slot, const answer& what, time_point now) {
  if (!is_open(slot) || now > close_at_)
    return false;
  if (what.failure == errc::none && what.ready_at > counts_until_) {
    end_as_straggler(slot);
    return false;
  }
  end(slot);
  if (what.failure != errc::none) {
    auto expired = what.failure == errc::expired;
    ++(expired ? summary_.expired : summary_.refused);
    summary_.add_exception(expired ? exception_kind::expired : exception_kind::refused,
                           what.failure, what.detail, agent_of(slot), bounds_);
    return true;
  }
  auto conflict = what.state == trinary::conflict;
  ++(conflict ? summary_.conflict : summary_.ready);
  if (conflict)
    summary_.add_exception(exception_kind::conflict, errc::none, what.detail, agent_of(slot),
                           bounds_);
  if (has_parts_ && !conflict)
    summary_.parts.push_back({part_[slot], agent_of(slot), what.value});
  else
    summary_.add_answer(what.state, what.value, agent_of(slot), bounds_);
  summary_.ready_offset.add(to_ms(what.ready_at - arrive_));
  summary_.prediction_error.add(std::abs(to_ms(what.ready_at - expected_[slot])));
  return true;
}

void gather::end_as_straggler(std::uint8_t slot) {
  end(slot);
  ++summary_.straggler;
  summary_.add_exception(exception_kind::straggler, errc::timeout, "", agent_of(slot), bounds_);
}

void gather::close(errc unsent_reason) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto slot = static_cast<std::uint8_t>(i);
    if (!is_open(slot))
      continue;
    if (states_[slot] == state::sent) {
      end_as_straggler(slot);
      continue;
    }
    auto expired = unsent_reason == errc::expired;
    ++(expired ? summary_.expired : summary_.refused);
    summary_.add_exception(expired ? exception_kind::expired : exception_kind::refused,
                           unsent_reason, "never sent", agent_of(slot), bounds_);
    end(slot);
  }
}

} // namespace mesh
