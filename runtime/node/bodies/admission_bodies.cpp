#include "runtime/node/bodies/admission_bodies.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {

template <class... Texts>
bool short_enough(const Texts&... texts) {
  return codec::within(longest_admission_text, texts...);
}

} // namespace

std::string encode(const admission_question& asked) {
  v1::AdmissionQuestion pb;
  pb.set_agent(asked.agent);
  pb.set_key(asked.key);
  pb.set_token(asked.token);
  pb.set_new_key(asked.new_key);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, admission_question& out) {
  v1::AdmissionQuestion pb;
  if (!codec::parse(bytes, pb))
    return false;
  out = {pb.agent(), pb.key(), pb.token(), pb.new_key()};
  return short_enough(out.agent, out.key, out.token, out.new_key);
}

std::string encode(const admission_answer& said) {
  v1::AdmissionAnswer pb;
  pb.set_code(said.code);
  pb.set_detail(said.detail);
  pb.set_remedy(said.remedy);
  pb.set_url(said.url);
  pb.set_place(said.place.packed());
  pb.set_only_rotation(said.only_rotation);
  pb.set_said(said.said);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, admission_answer& out) {
  constexpr auto places = std::uint32_t{max_children} * max_children * max_children;
  v1::AdmissionAnswer pb;
  if (!codec::parse(bytes, pb, longest_welcome) || pb.place() >= places)
    return false;
  out.code = pb.code();
  out.detail = pb.detail();
  out.remedy = pb.remedy();
  out.url = pb.url();
  out.place = agent_id::unpack(pb.place());
  out.only_rotation = pb.only_rotation();
  out.said = pb.said();
  return short_enough(out.code, out.detail, out.remedy, out.url);
}

std::string encode(const port_order& what) {
  v1::PortOrder pb;
  pb.set_agent(what.agent);
  pb.set_code(what.code);
  pb.set_detail(what.detail);
  pb.set_remedy(what.remedy);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, port_order& out) {
  v1::PortOrder pb;
  if (!codec::parse(bytes, pb))
    return false;
  out = {pb.agent(), pb.code(), pb.detail(), pb.remedy()};
  return short_enough(out.agent, out.code, out.detail, out.remedy);
}

std::string encode(const port_refusal& what) {
  v1::PortRefusal pb;
  pb.set_address(what.address);
  pb.set_seen(what.seen);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, port_refusal& out) {
  v1::PortRefusal pb;
  if (!codec::parse(bytes, pb))
    return false;
  out = {pb.address(), pb.seen()};
  return short_enough(out.address, out.seen);
}

std::string encode(const agents_at_port& news) {
  v1::AgentsAtPort pb;
  pb.set_all(news.all);
  for (const auto& one : news.agents) {
    auto& to = *pb.add_agents();
    to.set_agent(one.agent);
    to.set_address(one.address);
  }
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, agents_at_port& out) {
  v1::AgentsAtPort pb;
  if (!codec::parse(bytes, pb, longest_welcome)
      || static_cast<std::size_t>(pb.agents_size()) > most_agents_named)
    return false;
  out.all = pb.all();
  out.agents.clear();
  for (const auto& one : pb.agents()) {
    if (!short_enough(one.agent(), one.address()))
      return false;
    out.agents.push_back({one.agent(), one.address()});
  }
  return true;
}

std::string encode(const port_links& all) {
  v1::PortLinks pb;
  for (const auto& one : all.links) {
    auto& to = *pb.add_links();
    to.set_address(one.address);
    to.set_client(one.client);
    to.set_protocol(one.protocol);
    to.set_agents(one.agents);
    to.set_round_trip_ms(one.round_trip_ms);
    to.set_since_ms(one.since_ms);
    to.set_waiting_bytes(one.waiting_bytes);
    to.set_bytes_in(one.bytes_in);
    to.set_bytes_out(one.bytes_out);
    to.set_delivered(one.delivered);
    to.set_answered(one.answered);
  }
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, port_links& out) {
  v1::PortLinks pb;
  if (!codec::parse(bytes, pb, longest_welcome)
      || static_cast<std::size_t>(pb.links_size()) > most_agents_named)
    return false;
  out.links.clear();
  for (const auto& one : pb.links()) {
    if (!short_enough(one.address(), one.client(), one.protocol())
        || !codec::finite(one.round_trip_ms(), one.since_ms()))
      return false;
    out.links.push_back({one.address(), one.client(), one.protocol(), one.agents(),
                         one.round_trip_ms(), one.since_ms(), one.waiting_bytes(),
                         one.bytes_in(), one.bytes_out(), one.delivered(), one.answered()});
  }
  return true;
}

} // namespace mesh
