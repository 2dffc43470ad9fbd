#pragma once
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/frozen.pb.h"
#include "messages/frozen_state.hpp"

/// Codec of the preserved state of agents and breakers (O6): alike
/// in a state and in the reports that it is made of.
namespace mesh::codec {

/// Numbers the messages as they come, each once.
class message_table {
public:
  using list = google::protobuf::RepeatedPtrField<std::string>;
  explicit message_table(list& messages) : list_(messages) {}
  std::uint32_t index_of(const shared_message& m);

private:
  list& list_;
  std::unordered_map<const message*, std::uint32_t> by_address_;
  std::unordered_multimap<message_id, std::pair<const message*, std::uint32_t>> by_id_;
};

bool read_messages(const message_table::list& from, std::vector<shared_message>& to);

void write(const frozen_agent& from, message_table& messages, v1::FrozenAgent& to);
bool read(const v1::FrozenAgent& from, const std::vector<shared_message>& messages,
          frozen_agent& to);

void write(const frozen_breaker& from, v1::FrozenBreaker& to);
bool read(const v1::FrozenBreaker& from, frozen_breaker& to);

} // namespace mesh::codec
