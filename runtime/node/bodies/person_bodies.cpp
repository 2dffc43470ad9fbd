#include "runtime/node/bodies/person_bodies.hpp"

#include <algorithm>

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

std::string encode(const person_question& asked) {
  v1::PersonQuestion pb;
  pb.set_who(asked.who.packed());
  pb.set_message(asked.message.value);
  pb.set_source(asked.source);
  pb.set_verb(asked.verb);
  pb.set_payload(asked.payload);
  pb.set_time_left_us(codec::to_us(asked.time_left));
  pb.set_lead_time_us(codec::to_us(asked.lead_time));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, person_question& out) {
  v1::PersonQuestion pb;
  if (!codec::parse(bytes, pb))
    return false;
  out.message = {pb.message()};
  out.source = pb.source();
  out.verb = pb.verb();
  out.payload = pb.payload();
  return codec::read_agent(pb.who(), out.who)
         && codec::read_span(pb.time_left_us(), out.time_left)
         && codec::read_span(pb.lead_time_us(), out.lead_time)
         && out.time_left >= duration::zero() && out.lead_time >= duration::zero();
}

std::string encode(const person_withdrawal& what) {
  v1::PersonWithdrawal pb;
  pb.set_who(what.who.packed());
  pb.set_message(what.message.value);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, person_withdrawal& out) {
  v1::PersonWithdrawal pb;
  if (!codec::parse(bytes, pb))
    return false;
  out.message = {pb.message()};
  return codec::read_agent(pb.who(), out.who);
}

std::string encode(const person_answer& said) {
  v1::PersonAnswer pb;
  pb.set_state(static_cast<int>(said.state));
  pb.set_value(said.value);
  pb.set_failure(static_cast<std::uint32_t>(said.failure));
  pb.set_detail(said.detail);
  pb.set_processing_ms(said.processing_ms);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, person_answer& out) {
  v1::PersonAnswer pb;
  if (!codec::parse(bytes, pb))
    return false;
  out.value = pb.value();
  out.detail = pb.detail();
  out.processing_ms = pb.processing_ms();
  return codec::read_state(pb.state(), out.state)
         && codec::read_enum(pb.failure(), last_errc, out.failure)
         && codec::finite(out.processing_ms);
}

std::string encode(const people_paces& all) {
  v1::PeoplePaces pb;
  for (const auto& one : all.people) {
    auto& to = *pb.add_people();
    to.set_who(one.who.packed());
    to.set_usual_ms(one.pace.usual_ms);
    to.mutable_weights()->Add(one.pace.weights.begin(), one.pace.weights.end());
  }
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, people_paces& out) {
  v1::PeoplePaces pb;
  if (!codec::parse(bytes, pb, codec::listing_body)
      || static_cast<std::size_t>(pb.people_size()) > most_people)
    return false;
  const auto good_weight = [](double weight) {
    return weight >= 0 && weight <= 1;
  };
  out.people.clear();
  for (const auto& from : pb.people()) {
    people_paces::one to;
    to.pace.usual_ms = from.usual_ms();
    if (!codec::read_agent(from.who(), to.who) || !codec::finite(to.pace.usual_ms)
        || to.pace.usual_ms < 0
        || static_cast<std::size_t>(from.weights_size()) != answer_pace::slots
        || !std::ranges::all_of(from.weights(), good_weight))
      return false;
    std::ranges::copy(from.weights(), to.pace.weights.begin());
    out.people.push_back(to);
  }
  return true;
}

} // namespace mesh
