#pragma once
#include <tuple>

#include "messages/conflict_codec.hpp"
#include "messages/link_batch.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/admission_bodies.hpp"
#include "runtime/node/bodies/known_mesh_body.hpp"
#include "runtime/node/bodies/node_counters.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/bodies/part_drop.hpp"
#include "runtime/node/bodies/person_bodies.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/bodies/registry_page.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/bodies/sector_handover.hpp"
#include "runtime/node/bodies/seen_runs.hpp"
#include "runtime/node/bodies/world_change.hpp"
#include "tests/messages/random_values.hpp"

/// All bodies of link entries, to be tested alike.
namespace mesh::testing {

using all_bodies =
    std::tuple<link_batch, link_scatter, link_post, freeze_order, freeze_report, heal_order,
               heal_report, fault_order, fault_report, join_order, leave_order, unresponsive,
               error, aged_conflict, failure_event, cluster_page, roster_changes, breaker_note,
               conflict_level, node_counters, world_change, node_hello, node_welcome,
               sector_handover, known_mesh, part_drop, admission_question, admission_answer,
               port_order, port_refusal, agents_at_port, port_links, person_question,
               person_withdrawal, person_answer, people_paces, seen_runs>;

/// On the clock of both ends, unless a test says otherwise.
inline const time_point sent_at{std::chrono::hours(30)};

inline std::string bytes_of(const link_scatter& b) {
  return encode(*b.what, b.order);
}
inline std::string bytes_of(const link_post& b) {
  return encode(*b.what, b.order);
}
inline std::string bytes_of(const aged_conflict& b) {
  return encode(b.record, b.age);
}
template <class T>
std::string bytes_of(const T& body) {
  if constexpr (requires { encode(body, sent_at); })
    return encode(body, sent_at);
  else
    return encode(body);
}

template <class T>
bool read(std::string_view bytes, T& to) {
  if constexpr (requires { decode(bytes, sent_at, to); })
    return decode(bytes, sent_at, to);
  else
    return decode(bytes, to);
}

template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
bool same(const link_scatter& a, const link_scatter& b);
bool same(const link_post& a, const link_post& b);
bool same(const freeze_order& a, const freeze_order& b);
bool same(const freeze_report& a, const freeze_report& b);
bool same(const node_welcome& a, const node_welcome& b);
bool same(const sector_handover& a, const sector_handover& b);

/// As random_values.hpp has it; what is left out is empty.
template <class T>
T random_body(random_source& random);

template <class T>
std::vector<std::string> sample_bytes(random_source& random, std::size_t count) {
  std::vector<std::string> list(count);
  for (auto& bytes : list)
    bytes = bytes_of(random_body<T>(random));
  return list;
}

} // namespace mesh::testing
