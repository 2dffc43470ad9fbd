#include "runtime/gateway/read_answer.hpp"

#include "actors/work/text.hpp"
#include "messages/conflict.hpp"

namespace mesh::gateway {

namespace {

constexpr std::size_t shown = 80; // characters of what somebody else says

work_result bad(std::string detail) {
  return work_result::failed(errc::work_failed, std::move(detail));
}

work_result conflict_of(const pb::Answer& what) {
  conflict found;
  found.type = conflict_type::data_contradiction;
  if (!what.conflict_type().empty()) {
    const auto type = parse_conflict_type(what.conflict_type());
    if (!type)
      return bad("a conflict of an unknown type: " + printable(what.conflict_type(), shown));
    found.type = *type;
  }
  found.expected = what.expected();
  found.received = what.received();
  found.depth = what.depth();
  found.affected_agents = what.affected_agents();
  found.evidence.needed_capabilities.assign(what.needed_capabilities().begin(),
                                            what.needed_capabilities().end());
  return work_result::conflict(std::move(found));
}

work_result result_of(const pb::Answer& what) {
  if (!what.failure().empty())
    return bad(what.failure());
  switch (what.state()) {
  case 1:
    return work_result::ready(what.value());
  case 0:
    return {trinary::transit, what.value()};
  case -1:
    return conflict_of(what);
  default:
    return bad("answered with the state " + std::to_string(what.state())
               + "; it is 1, 0 or -1");
  }
}

} // namespace

tl::expected<read_answer, error> read(const pb::Answer& what) {
  const auto id = parse_message_id(what.id());
  if (!id)
    return tl::unexpected(error{errc::invalid_id,
                                printable(what.id(), shown) + " is not a message's id",
                                "answer with the id of the delivery"});
  read_answer answer{*id, result_of(what)};
  for (const auto& post : what.post()) {
    const auto to = parse_agent_id(post.to());
    if (!to) {
      answer.result = bad("a post to " + printable(post.to(), shown) + ", which is no agent");
      break;
    }
    answer.result.posts.push_back({*to, post.text()});
  }
  return answer;
}

} // namespace mesh::gateway
