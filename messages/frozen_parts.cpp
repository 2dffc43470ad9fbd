#include "messages/frozen_parts.hpp"

#include <algorithm>

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"

namespace mesh::codec {

std::uint32_t message_table::index_of(const shared_message& m) {
  if (auto known = by_address_.find(m.get()); known != by_address_.end())
    return known->second;
  // The same message may have been decoded several times on its way here.
  auto [first, last] = by_id_.equal_range(m->id);
  auto same = std::find_if(first, last, [&](const auto& e) { return *e.second.first == *m; });
  if (same != last)
    return by_address_[m.get()] = same->second.second;
  auto index = static_cast<std::uint32_t>(list_.size());
  *list_.Add() = encode(*m);
  by_id_.emplace(m->id, std::pair(m.get(), index));
  return by_address_[m.get()] = index;
}

bool read_messages(const message_table::list& from, std::vector<shared_message>& to) {
  for (const auto& bytes : from) {
    auto m = std::make_shared<message>();
    if (!decode(bytes, *m))
      return false;
    to.push_back(std::move(m));
  }
  return true;
}

namespace {

void write(const frozen_delivery& from, message_table& messages, v1::FrozenDelivery& to) {
  to.set_message(messages.index_of(from.what));
  to.set_gather(from.gather);
  to.set_expire_left_us(to_us(from.expire_left));
  to.set_part(from.part);
  to.set_attempt(from.attempt);
  to.set_goes_on(from.goes_on);
}

bool read(const v1::FrozenDelivery& from, const std::vector<shared_message>& messages,
          frozen_delivery& to) {
  if (from.message() >= messages.size())
    return false;
  to.what = messages[from.message()];
  to.gather = from.gather();
  to.part = from.part();
  to.attempt = static_cast<std::uint8_t>(from.attempt());
  to.goes_on = from.goes_on();
  const auto parts = std::max<std::size_t>(to.what->parts.size(), 1);
  return read_span(from.expire_left_us(), to.expire_left) && from.part() < parts
         && from.attempt() <= UINT8_MAX;
}

bool read(const v1::RememberedOutcome& from, remembered_outcome& to) {
  to.what = {from.message()};
  to.failure = errc_of(from.failure());
  return read_state(from.state(), to.state);
}

} // namespace

void write(const frozen_agent& from, message_table& messages, v1::FrozenAgent& to) {
  to.set_agent(from.id.packed());
  to.set_context_hash(from.context_hash);
  if (from.in_hand)
    write(*from.in_hand, messages, *to.mutable_in_hand());
  for (const auto& one : from.waiting)
    write(one, messages, *to.add_waiting());
  for (const auto& one : from.remembered) {
    auto& outcome = *to.add_remembered();
    outcome.set_message(one.what.value);
    outcome.set_state(static_cast<std::int32_t>(one.state));
    if (one.failure != errc::none)
      outcome.set_failure(std::string(name_of(one.failure)));
  }
}

bool read(const v1::FrozenAgent& from, const std::vector<shared_message>& messages,
          frozen_agent& to) {
  to.context_hash = from.context_hash();
  bool good = read_agent(from.agent(), to.id);
  if (from.has_in_hand())
    good &= read(from.in_hand(), messages, to.in_hand.emplace());
  for (const auto& one : from.waiting())
    good = good && read(one, messages, to.waiting.emplace_back());
  for (const auto& one : from.remembered())
    good = good && read(one, to.remembered.emplace_back());
  return good;
}

void write(const frozen_breaker& from, v1::FrozenBreaker& to) {
  to.set_where(to_string(from.where));
  to.set_state(static_cast<std::uint32_t>(from.state));
  to.set_reason(from.reason);
  to.set_for_us(to_us(from.for_how_long));
  to.set_by_hand(from.by_hand);
}

bool read(const v1::FrozenBreaker& from, frozen_breaker& to) {
  to.reason = from.reason();
  to.by_hand = from.by_hand();
  return read_scope(from.where(), to.where) && to.where.kind() != scope::level::agent
         && read_enum(from.state(), frozen_breaker::position::open, to.state)
         && read_span(from.for_us(), to.for_how_long) && to.for_how_long >= duration::zero();
}

} // namespace mesh::codec
