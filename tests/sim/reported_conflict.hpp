#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/work/function_work.hpp"
#include "runtime/records/journal.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

/// Whole meshes with an agent that contradicts whatever it is asked.
namespace mesh::testing {

inline constexpr agent_id reporter{0, 0, 0};
inline constexpr agent_id other{0, 1, 1};

inline work_override works(scope where, std::vector<std::string> capabilities,
                           std::function<work_result(const job&)> function) {
  return {where, std::move(capabilities), [=](const agent_identity&) {
            return make_function_work(function);
          }};
}

/// The reporter answers every question with this conflict, and says yes to what
/// it is told (`sync`).
inline work_override reports(conflict what) {
  return works(reporter, {}, [=](const job& j) {
    return j.verb == "sync" ? work_result::ready("agreed") : work_result::conflict(what);
  });
}

/// What an agent was told.
struct told {
  std::vector<std::string> jobs = {}; // verb and payload
};

inline std::unique_ptr<local_mesh> mesh_of(std::vector<work_override> work) {
  return in_virtual_time(sized(2, 2, 3), std::move(work));
}

inline void ask_reporter(local_mesh& mesh, verb what = verb::act) {
  delegate_request request;
  request.agent = reporter;
  request.what.what = what;
  request.what.payload = "picture 7";
  CHECK(mesh.delegate(request).state == trinary::conflict);
}

inline storage::logged_conflict only_conflict(local_mesh& mesh) {
  auto page = mesh.book().query({});
  REQUIRE(page);
  REQUIRE(page->records.size() == 1);
  return page->records.front();
}

/// Why the only conflict is still open.
inline std::string why_open(local_mesh& mesh) {
  auto one = only_conflict(mesh);
  CHECK_FALSE(one.resolution);
  auto stands = mesh.book().how_it_stands(one.entry.record.id);
  return stands ? stands->why : "";
}

inline conflict of(conflict_type type) {
  conflict what;
  what.type = type;
  what.expected = "40";
  what.received = "38";
  return what;
}

inline conflict needs_vision() {
  auto what = of(conflict_type::capability_mismatch);
  what.evidence.needed_capabilities = {"vision"};
  return what;
}

/// Both values with their origins; the reporter's side has more who agree.
inline conflict contradiction(std::uint32_t agreeing = 3) {
  auto what = of(conflict_type::data_contradiction);
  what.evidence.expected_by.agent = agent_id{0, 0, 2};
  what.evidence.expected_by.agreeing = agreeing;
  what.evidence.received_from.agent = other;
  what.evidence.received_from.message = {77};
  return what;
}

} // namespace mesh::testing
