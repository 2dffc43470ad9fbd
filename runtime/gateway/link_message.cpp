#include "runtime/gateway/link_message.hpp"

#include <google/protobuf/util/json_util.h>

namespace mesh::gateway {

namespace {

template <class Message>
tl::expected<Message, error> read_as(link_format format, std::string_view bytes) {
  const auto bad = [](std::string detail) {
    return tl::unexpected(error{errc::parse_error, std::move(detail),
                                "see docs/reference/agent-link.md for what can be said"});
  };
  Message what;
  const auto name = Message::descriptor()->name();
  if (format == link_format::protobuf) {
    if (!what.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      return bad("not a " + name + " of Protobuf");
    return what;
  }
  google::protobuf::util::JsonParseOptions how;
  how.ignore_unknown_fields = true;
  const auto read =
      google::protobuf::util::JsonStringToMessage({bytes.data(), bytes.size()}, &what, how);
  if (!read.ok())
    return bad("not a " + name + " of ProtoJSON: " + std::string(read.message()));
  return what;
}

} // namespace

tl::expected<pb::FromAgent, error> read_message(link_format format, std::string_view bytes) {
  return read_as<pb::FromAgent>(format, bytes);
}

tl::expected<pb::FromMesh, error> read_from_mesh(link_format format, std::string_view bytes) {
  return read_as<pb::FromMesh>(format, bytes);
}

std::string write_message(link_format format, const google::protobuf::Message& what) {
  if (format == link_format::protobuf)
    return what.SerializeAsString();
  std::string text;
  // It fails only for messages with an Any or a broken Timestamp, which this one has not.
  (void)google::protobuf::util::MessageToJsonString(what, &text);
  return text;
}

answer_content content_of(std::string_view agent, const pb::Answer& what) {
  answer_content content{agent,           what.id(),       what.state(),  what.value(),
                         what.expected(), what.received(), what.failure()};
  content.conflict_type = what.conflict_type();
  content.depth = what.depth();
  content.affected_agents = what.affected_agents();
  content.needed_capabilities.assign(what.needed_capabilities().begin(),
                                     what.needed_capabilities().end());
  for (const auto& post : what.post())
    content.posts.emplace_back(post.to(), post.text());
  return content;
}

} // namespace mesh::gateway
