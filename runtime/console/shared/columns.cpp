#include "runtime/console/shared/columns.hpp"

namespace mesh::console::columns {

std::vector<column_spec> agents() {
  return {{"id"},
          {"class"},
          {"state"},
          {"score", column_kind::ms},
          {"latency_ms", column_kind::ms},
          {"processing_ms", column_kind::ms},
          {"queue", column_kind::count},
          {"reliability", column_kind::share},
          {"drift", column_kind::number},
          {"heard_s", column_kind::seconds},
          {"usual_ms", column_kind::ms},
          {"in_hand.message"},
          {"in_hand.since_s", column_kind::seconds},
          {"in_hand.usual_ms", column_kind::ms},
          {"flags", column_kind::texts}};
}

std::vector<column_spec> clusters() {
  return {{"id"},
          {"agents", column_kind::count},
          {"active", column_kind::count},
          {"mean_score", column_kind::ms},
          {"p95_score", column_kind::ms},
          {"slowest"},
          {"fastest"},
          {"age_s", column_kind::seconds}};
}

std::vector<column_spec> enrolled_agents() {
  return {{"name"},
          {"id"},
          {"class"},
          {"state"},
          {"where"},
          {"address"},
          {"capabilities", column_kind::texts}};
}

std::vector<column_spec> breakers() {
  return {{"where"}, {"state"}, {"reason"}, {"by_hand"}};
}

std::vector<column_spec> chains() {
  return {{"id"},
          {"phase"},
          {"tasks", column_kind::count},
          {"verified", column_kind::count},
          {"assumed", column_kind::count},
          {"running", column_kind::count},
          {"skipped", column_kind::count},
          {"failed", column_kind::count},
          {"flushed", column_kind::count},
          {"took_ms", column_kind::ms}};
}

std::vector<column_spec> conflicts() {
  return {{"id"},
          {"at"},
          {"age_s", column_kind::seconds},
          {"agent"},
          {"type"},
          {"priority", column_kind::count},
          {"goes_to"},
          {"with"},
          {"state"},
          {"expected"},
          {"received"},
          {"message"},
          {"depth", column_kind::count},
          {"affected_agents", column_kind::count}};
}

std::vector<column_spec> events() {
  return {{"at"},
          {"at_s", column_kind::seconds},
          {"kind"},
          {"class"},
          {"where"},
          {"host"},
          {"count", column_kind::count},
          {"first_at"},
          {"seen"},
          {"done"},
          {"escalated_to"},
          {"line"}};
}

std::vector<column_spec> held() {
  return {{"number", column_kind::count}, {"text"}, {"reason"}};
}

std::vector<column_spec> history() {
  return {{"at"},
          {"score", column_kind::ms},
          {"latency_ms", column_kind::ms},
          {"processing_ms", column_kind::ms},
          {"queue", column_kind::number}};
}

std::vector<column_spec> inbox() {
  return {{"id", column_kind::count},
          {"person"},
          {"state"},
          {"verb"},
          {"payload"},
          {"from"},
          {"asked"},
          {"ready_by"},
          {"expires"}};
}

std::vector<column_spec> kpi() {
  return {{"name"},       {"value", column_kind::number},
          {"unit"},       {"target", column_kind::number},
          {"comparison"}, {"met"}};
}

std::vector<column_spec> links() {
  return {{"address"},
          {"client"},
          {"protocol"},
          {"agents", column_kind::count},
          {"round_trip_ms", column_kind::ms},
          {"up_s", column_kind::seconds},
          {"waiting_bytes", column_kind::count},
          {"bytes_in", column_kind::count},
          {"bytes_out", column_kind::count},
          {"delivered", column_kind::count},
          {"answered", column_kind::count}};
}

std::vector<column_spec> nodes() {
  return {{"name"},
          {"state"},
          {"cause"},
          {"sectors", column_kind::count},
          {"pending", column_kind::count},
          {"clusters_apart", column_kind::count},
          {"capacity", column_kind::number},
          {"since_s", column_kind::seconds},
          {"heard_ms", column_kind::ms},
          {"round_trip_ms", column_kind::ms},
          {"waiting", column_kind::count},
          {"asked", column_kind::count},
          {"came_back", column_kind::count},
          {"breaker"},
          {"turned_away", column_kind::count},
          {"deaths", column_kind::count},
          {"held_back_s", column_kind::seconds},
          {"version"}};
}

std::vector<column_spec> plans() {
  return {{"plan"},
          {"state"},
          {"at"},
          {"where"},
          {"class"},
          {"ready", column_kind::count},
          {"targets", column_kind::count},
          {"payload"},
          {"planned"},
          {"ended"},
          {"success"},
          {"why"}};
}

std::vector<column_spec> tasks() {
  return {{"task"},
          {"phase"},
          {"for_ms", column_kind::ms},
          {"lives", column_kind::count},
          {"builds_on_unverified", column_kind::count},
          {"agents", column_kind::texts},
          {"checks", column_kind::texts},
          {"signed_off", column_kind::texts},
          {"next", column_kind::texts},
          {"failure"}};
}

} // namespace mesh::console::columns
