#include <algorithm>

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"
#include "messages/link_bodies.hpp"
#include "messages/link_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

void write(const deadline& from, v1::Deadline& to) {
  to.set_home(from.home());
  to.set_left_us(to_us(from.left()));
}

bool read(const v1::Deadline& from, deadline& to) {
  duration left{};
  auto good = read_span(from.left_us(), left);
  to = deadline::arrived(from.home(), left);
  return good;
}

void write(const message& m, v1::Message& pb) {
  pb.set_id(m.id.value);
  pb.set_correlation_id(m.correlation.value);
  pb.set_causation_id(m.causation.value);
  pb.set_source(m.source);
  pb.set_strategy(static_cast<std::uint32_t>(m.how));
  pb.set_verb(static_cast<std::uint32_t>(m.what));
  pb.set_created_at_ms(m.created_at_ms);
  pb.set_ttl_ms(m.ttl_ms);
  pb.set_priority(static_cast<std::uint32_t>(m.urgency));
  pb.set_expectation(static_cast<std::int32_t>(m.expectation));
  pb.set_payload_weight(m.payload_weight);
  for (const auto& name : m.required_capabilities)
    pb.add_required_capabilities(name);
  pb.set_payload(m.payload);
  for (const auto& part : m.parts)
    pb.add_parts(part);
  pb.set_payload_hash(m.payload_hash);
  pb.set_lamport(m.lamport);
  pb.set_resolves(m.resolves.value);
}

/// Takes the texts out of `pb`.
bool read(v1::Message& pb, message& m) {
  m.id = {pb.id()};
  m.correlation = {pb.correlation_id()};
  m.causation = {pb.causation_id()};
  m.source = std::move(*pb.mutable_source());
  m.created_at_ms = pb.created_at_ms();
  m.ttl_ms = pb.ttl_ms();
  m.payload_weight = pb.payload_weight();
  take_texts(*pb.mutable_required_capabilities(), m.required_capabilities);
  m.payload = std::move(*pb.mutable_payload());
  take_texts(*pb.mutable_parts(), m.parts);
  m.payload_hash = std::move(*pb.mutable_payload_hash());
  m.lamport = pb.lamport();
  m.resolves = {pb.resolves()};
  return read_enum(pb.strategy(), strategy::pipeline, m.how)
         && read_enum(pb.verb(), verb::sync, m.what)
         && read_enum(pb.priority(), priority::critical, m.urgency)
         && read_state(pb.expectation(), m.expectation) && finite(m.payload_weight)
         && m.payload_weight >= 0 && m.payload_hash == hash_of_payload(m);
}

void write(const scatter_order& o, v1::ScatterOrder& pb) {
  pb.set_gather(o.gather);
  write(o.arrive, *pb.mutable_arrive());
  write(o.expire, *pb.mutable_expire());
  pb.set_window_us(to_us(o.window));
  pb.set_depth(static_cast<std::uint32_t>(o.depth));
  pb.set_scheduled(o.scheduled);
  pb.set_every_answer(o.every_answer);
  pb.set_attempt(o.attempt);
  pb.set_goes_on(o.goes_on);
  pb.set_where(to_string(o.where));
  if (o.cls)
    pb.set_agent_class(static_cast<std::uint32_t>(*o.cls));
  for (const auto& t : o.targets) {
    pb.add_targets(t.agent.packed());
    pb.add_parts(t.part);
  }
}

bool read(const v1::ScatterOrder& pb, scatter_order& o) {
  if (pb.targets_size() != pb.parts_size() || !read_scope(pb.where(), o.where)
      || !read_enum(pb.depth(), reach::agents, o.depth))
    return false;
  o.gather = pb.gather();
  o.scheduled = pb.scheduled();
  o.every_answer = pb.every_answer();
  o.goes_on = pb.goes_on();
  o.attempt = static_cast<std::uint8_t>(std::min<std::uint32_t>(pb.attempt(), UINT8_MAX));
  o.cls.reset();
  bool good = read(pb.arrive(), o.arrive) && read(pb.expire(), o.expire)
              && read_span(pb.window_us(), o.window) && o.window >= duration::zero();
  if (pb.has_agent_class())
    good &= read_enum(pb.agent_class(), agent_class::f_human, o.cls.emplace());
  o.targets.resize(static_cast<std::size_t>(pb.targets_size()));
  for (int i = 0; i < pb.targets_size(); ++i) {
    auto& to = o.targets[static_cast<std::size_t>(i)];
    good &= read_agent(pb.targets(i), to.agent);
    to.part = pb.parts(i);
  }
  return good;
}

void write(const post_order& o, v1::PostOrder& pb) {
  pb.set_from(o.from.packed());
  pb.set_to(o.to.packed());
  write(o.expire, *pb.mutable_expire());
}

bool read(const v1::PostOrder& pb, post_order& o) {
  o.ticket = nullptr;
  return read(pb.expire(), o.expire) && read_agent(pb.from(), o.from)
         && read_agent(pb.to(), o.to);
}

template <class Pb, class T>
std::string encode_as(const T& value) {
  Pb pb;
  write(value, pb);
  return pb.SerializeAsString();
}

template <class Pb, class T>
bool decode_as(std::string_view bytes, T& out) {
  Pb pb;
  return parse(bytes, pb) && read(pb, out);
}

template <class Pb, class Order>
std::string encode_both(const message& what, const Order& order) {
  Pb pb;
  write(what, *pb.mutable_what());
  write(order, *pb.mutable_order());
  return pb.SerializeAsString();
}

template <class Pb, class Both>
bool decode_both(std::string_view bytes, Both& out) {
  Pb pb;
  auto what = std::make_shared<message>();
  if (!parse(bytes, pb) || !read(pb.order(), out.order) || !read(*pb.mutable_what(), *what))
    return false;
  out.what = std::move(what);
  return true;
}

} // namespace

std::string encode(const message& m) {
  return encode_as<v1::Message>(m);
}
std::string encode(const scatter_order& o) {
  return encode_as<v1::ScatterOrder>(o);
}
std::string encode(const post_order& o) {
  return encode_as<v1::PostOrder>(o);
}
std::string encode(const message& what, const scatter_order& order) {
  return encode_both<v1::LinkScatter>(what, order);
}
std::string encode(const message& what, const post_order& order) {
  return encode_both<v1::LinkPost>(what, order);
}

bool decode(std::string_view bytes, message& out) {
  return decode_as<v1::Message>(bytes, out);
}
bool decode(std::string_view bytes, scatter_order& out) {
  return decode_as<v1::ScatterOrder>(bytes, out);
}
bool decode(std::string_view bytes, post_order& out) {
  return decode_as<v1::PostOrder>(bytes, out);
}
bool decode(std::string_view bytes, link_scatter& out) {
  return decode_both<v1::LinkScatter>(bytes, out);
}
bool decode(std::string_view bytes, link_post& out) {
  return decode_both<v1::LinkPost>(bytes, out);
}

} // namespace mesh
