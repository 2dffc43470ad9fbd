#include "runtime/agent_client/agent_addresses.hpp"

#include <utility>

namespace mesh::agent_client {

agent_addresses::agent_addresses(std::vector<link_address> of_invite)
    : of_invite_(std::move(of_invite)) {}

link_address agent_addresses::next() {
  if (named_)
    return *std::exchange(named_, std::nullopt);
  const auto turn = std::exchange(turn_, (turn_ + 1) % of_invite_.size());
  return of_invite_[turn];
}

bool agent_addresses::at_once() const {
  return named_ && in_a_row_ < most_in_a_row;
}

void agent_addresses::sent_to(link_address where) {
  named_ = std::move(where);
  // A host that still sends agents to one that is gone must not keep them from the others.
  if (in_a_row_ == 0)
    turn_ = 0;
  if (in_a_row_ < most_in_a_row)
    ++in_a_row_;
}

void agent_addresses::welcomed() {
  in_a_row_ = 0;
  turn_ = 0;
}

} // namespace mesh::agent_client
