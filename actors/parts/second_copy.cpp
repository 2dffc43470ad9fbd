#include "actors/parts/second_copy.hpp"

namespace mesh {

kept_answer answer_to_keep(const deliver& what, const ack& a, time_point until) {
  return {a.what, until, a.ready_at, what.attempt, a.value, a.detail, a.found};
}

ack answer_again(const intake& memory, message_id id, time_point earliest) {
  auto before = memory.remembered(id).value();
  ack a;
  a.second_copy = true;
  a.state = before.state;
  a.failure = before.failure;
  a.ready_at = earliest;
  if (const auto* whole = memory.kept(id)) {
    a.ready_at = whole->ready_at;
    a.attempt = whole->attempt;
    a.value = whole->value;
    a.detail = whole->detail;
    a.found = whole->found;
  } else if (before.failure == errc::none) {
    a.state = trinary::transit;
    a.failure = errc::result_lost;
    a.detail = "it was done (" + std::string(to_string(before.state))
               + "), but its result is no longer kept";
  } else {
    a.detail = "as answered before";
  }
  return a;
}

} // namespace mesh
