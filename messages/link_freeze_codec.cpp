#include <google/protobuf/arena.h>

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"
#include "messages/frozen_parts.hpp"
#include "messages/link_bodies.hpp"
#include "messages/link_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

/// No report has more: a page for each cluster, a breaker for each of those, for
/// each sector and for all (T1).
constexpr auto most_pages = max_children * max_children;
constexpr auto most_breakers = most_pages + max_children + 1;

bool read_pages(const v1::FreezeReport& pb, std::vector<frozen_page>& to) {
  std::vector<shared_message> messages;
  if (pb.pages_size() > most_pages || !read_messages(pb.messages(), messages))
    return false;
  for (const auto& page : pb.pages()) {
    std::vector<frozen_agent> agents;
    for (const auto& agent : page.agents())
      if (agents.size() == max_children || !codec::read(agent, messages, agents.emplace_back()))
        return false;
    to.push_back(std::make_shared<const std::vector<frozen_agent>>(std::move(agents)));
  }
  return true;
}

bool read_breakers(const v1::FreezeReport& pb, std::vector<frozen_breaker>& to) {
  if (pb.breakers_size() > most_breakers)
    return false;
  for (const auto& breaker : pb.breakers())
    if (!codec::read(breaker, to.emplace_back()))
      return false;
  return true;
}

} // namespace

std::string encode(const freeze_order& o) {
  v1::FreezeOrder pb;
  pb.set_number(o.number);
  pb.set_act(static_cast<std::uint32_t>(o.what));
  pb.set_where(to_string(o.where));
  pb.set_preserved_in(o.preserved_in);
  if (o.preserved)
    pb.set_preserved(encode(*o.preserved));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, freeze_order& out) {
  v1::FreezeOrder pb;
  if (!parse(bytes, pb) || !read_scope(pb.where(), out.where))
    return false;
  out.number = pb.number();
  out.preserved_in = std::move(*pb.mutable_preserved_in());
  out.preserved = nullptr;
  if (!pb.preserved().empty()) {
    auto preserved = std::make_shared<frozen_state>();
    if (!decode(pb.preserved(), *preserved))
      return false;
    out.preserved = std::move(preserved);
  }
  return read_enum(pb.act(), freeze_act::thaw, out.what);
}

std::string encode(const freeze_report& r) {
  google::protobuf::Arena arena; // many small messages, gone at once
  auto& pb = *google::protobuf::Arena::CreateMessage<v1::FreezeReport>(&arena);
  write(r.failure, *pb.mutable_failure());
  pb.set_number(r.number);
  pb.set_from(to_string(r.from));
  pb.set_counts(encode(r.counts));
  message_table messages(*pb.mutable_messages());
  for (const auto& page : r.pages) {
    auto& to = *pb.add_pages();
    for (const auto& agent : *page)
      write(agent, messages, *to.add_agents());
  }
  for (const auto& breaker : r.breakers)
    write(breaker, *pb.add_breakers());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, freeze_report& out) {
  google::protobuf::Arena arena;
  auto& pb = *google::protobuf::Arena::CreateMessage<v1::FreezeReport>(&arena);
  out = {};
  if (!parse(bytes, pb) || !read_scope(pb.from(), out.from)
      || (!pb.counts().empty() && !decode(pb.counts(), out.counts)))
    return false;
  read(pb.failure(), out.failure);
  out.number = pb.number();
  return read_pages(pb, out.pages) && read_breakers(pb, out.breakers);
}

} // namespace mesh
