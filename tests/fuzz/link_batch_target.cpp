// M4: whatever another host sends as a batch of link entries, with all that is
// in it. What is let in can be sent on, and arrives the same.
#include "tests/channel/bodies.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

template <class T>
void check(std::string_view bytes) {
  T value;
  if (!read(bytes, value))
    return;
  T again;
  must_hold(read(bytes_of(value), again), "what was let in is let in again");
  must_hold(bytes_of(again) == bytes_of(value), "what was let in arrives the same");
}

using check_body = void (*)(std::string_view);

/// None for an entry without a body, or of a kind that is not known.
check_body check_of(entry_kind kind) {
  switch (kind) {
  case entry_kind::hello:
    return check<node_hello>;
  case entry_kind::counters:
    return check<node_counters>;
  case entry_kind::welcome:
    return check<node_welcome>;
  case entry_kind::refused:
  case entry_kind::sector_failed:
    return check<error>;
  case entry_kind::host_sector:
    return check<sector_handover>;
  case entry_kind::drop_sector:
    return check<part_drop>;
  case entry_kind::ask_admission:
    return check<admission_question>;
  case entry_kind::agents_at_port:
    return check<agents_at_port>;
  case entry_kind::port_links:
    return check<port_links>;
  case entry_kind::port_refusal:
    return check<port_refusal>;
  case entry_kind::seen_runs:
    return check<seen_runs>;
  case entry_kind::admission:
    return check<admission_answer>;
  case entry_kind::port_order:
    return check<port_order>;
  case entry_kind::ask_person:
    return check<person_question>;
  case entry_kind::person_withdrawal:
    return check<person_withdrawal>;
  case entry_kind::person_answer:
    return check<person_answer>;
  case entry_kind::people_paces:
    return check<people_paces>;
  case entry_kind::mesh_term:
    return check<known_mesh>;
  case entry_kind::simulate:
    return check<world_change>;
  case entry_kind::scatter:
    return check<link_scatter>;
  case entry_kind::rules:
    return check<routing_rules>;
  case entry_kind::freeze:
    return check<freeze_order>;
  case entry_kind::heal_coordinator:
  case entry_kind::heal_supervisor:
    return check<heal_order>;
  case entry_kind::fault_order:
    return check<fault_order>;
  case entry_kind::join:
    return check<join_order>;
  case entry_kind::leave:
    return check<leave_order>;
  case entry_kind::unresponsive:
    return check<unresponsive>;
  case entry_kind::post:
    return check<link_post>;
  case entry_kind::circuit:
    return check<circuit>;
  case entry_kind::quarantine:
    return check<quarantine_order>;
  case entry_kind::conflict_notice:
    return check<conflict_notice>;
  case entry_kind::gather_summary:
    return check<gather_summary>;
  case entry_kind::sector_summary:
    return check<sector_summary>;
  case entry_kind::freeze_report:
    return check<freeze_report>;
  case entry_kind::failure:
  case entry_kind::event:
    return check<failure_event>;
  case entry_kind::heal_report:
    return check<heal_report>;
  case entry_kind::fault_report:
    return check<fault_report>;
  case entry_kind::breaker_note:
    return check<breaker_note>;
  case entry_kind::page:
    return check<cluster_page>;
  case entry_kind::conflict:
    return check<aged_conflict>;
  case entry_kind::conflict_taken:
    return check<conflict_level>;
  case entry_kind::roster_changes:
    return check<roster_changes>;
  default:
    return nullptr;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check<link_batch>(bytes);
  link_batch batch;
  if (!decode(bytes, batch))
    return 0;
  for (const auto& entry : batch.entries)
    if (auto check_it = check_of(entry.kind))
      check_it(entry.body);
  return 0;
}
