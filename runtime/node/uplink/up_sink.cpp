#include "runtime/node/uplink/up_sink.hpp"

#include "messages/conflict_codec.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"

namespace mesh::node {

void up_sink::send(entry_kind kind, const scope& where, std::string body,
                   std::uint64_t number) {
  caf::anon_send(*uplink_, to_hub{{kind, where, number, {}, std::move(body)}});
}

void up_sink::report(conflict_record what, time_point) {
  auto where = what.agent;
  send(entry_kind::conflict, where, encode(what, {}), 0);
}

void up_sink::taken(message_id conflict, conflict_level by) {
  send(entry_kind::conflict_taken, {}, encode(by), conflict.value);
}

void up_sink::holder_replaced(const scope& whose) {
  send(entry_kind::conflicts_unknown, whose, {}, 0);
}

} // namespace mesh::node
