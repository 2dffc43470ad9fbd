#include "runtime/node/proxies/link_answers.hpp"

#include "messages/link_bodies.hpp"

namespace mesh::node {

namespace {

error refusal_in(const link_answer& answer) {
  error why;
  if (!decode(answer.body, why))
    why = {errc::unsupported, "its host answered something that cannot be read"};
  return why;
}

} // namespace

/// Healing goes on in the other sectors: what failed here is a line.
heal_report heal_report_of(const link_answer& answer) {
  heal_report report;
  if (answer.kind == entry_kind::heal_report && decode(answer.body, report))
    return report;
  return {{}, {refusal_in(answer).detail}};
}

fault_report fault_report_of(const link_answer& answer) {
  fault_report report;
  if (answer.kind == entry_kind::fault_report && decode(answer.body, report))
    return report;
  return {}; // nobody was told: they are down already
}

} // namespace mesh::node
