#include "tests/sim/trace.hpp"

#include <sstream>

namespace mesh::testing {

namespace {

/// Times as exact as they are: two runs that differ by a nanosecond differ.
std::ostringstream exact() {
  std::ostringstream out;
  out.precision(17);
  return out;
}

void put(std::ostream& out, const std::vector<agent_id>& agents) {
  for (auto agent : agents)
    out << ' ' << to_string(agent);
  out << '\n';
}

void put(std::ostream& out, const char* name, const sketch& values) {
  out << name;
  for (const auto& [bucket, count] : values.entries())
    out << ' ' << bucket << 'x' << count;
  out << '\n';
}

} // namespace

std::string trace(const gather_summary& s) {
  auto out = exact();
  out << "gather " << s.gather << " from " << to_string(s.from) << ": " << s.sectors << ' '
      << s.clusters << " targets " << s.targets << " sent " << s.sent << " ready " << s.ready
      << " conflict " << s.conflict << " straggler " << s.straggler << " skipped " << s.skipped
      << " expired " << s.expired << " refused " << s.refused << '\n';
  for (const auto& e : s.exceptions) {
    out << to_string(e.kind) << ' ' << name_of(e.reason) << " '" << e.detail << "' " << e.count
        << ' ' << e.needed_min_ms << ' ' << e.needed_max_ms << ' ' << e.available_ms;
    put(out, e.agents);
  }
  for (const auto& a : s.answers) {
    out << to_string(a.state) << " '" << a.value << "' " << a.count;
    put(out, a.agents);
  }
  out << "unlisted " << s.answers_unlisted << '\n';
  for (const auto& p : s.parts)
    out << "part " << p.part << ' ' << to_string(p.agent) << " '" << p.value << "'\n";
  put(out, "ready", s.ready_offset);
  put(out, "error", s.prediction_error);
  put(out, "late", s.send_lateness);
  return out.str();
}

std::string trace(const scatter_result& r) {
  auto out = exact();
  out << to_string(r.failure) << ' ' << r.cancelled << ' ' << r.horizon_ms << ' ' << r.took_ms
      << ' ' << to_string(r.decision.decision) << ' ' << r.decision.confidence.value_or(0)
      << '\n'
      << trace(r.summary);
  return out.str();
}

std::string trace(const cascade_result& r) {
  auto out = exact();
  out << to_string(r.kind) << ' ' << r.failed_at_sector << ' ' << r.total_ms << '\n';
  for (const auto& p : r.phases)
    out << p.phase.name << ' ' << p.passed << ' ' << p.reached << '/' << p.expected << ' '
        << p.took_ms << '\n';
  out << trace(r.total);
  return out.str();
}

std::string trace(const delegate_result& r) {
  auto out = exact();
  out << to_string(r.failure) << ' ' << (r.agent ? to_string(*r.agent) : "nobody") << ' '
      << to_string(r.state) << " '" << r.value << "' " << r.took_ms << '\n';
  for (const auto& a : r.attempts)
    out << to_string(a.agent) << ' ' << name_of(a.reason) << " '" << a.detail << "'\n";
  return out.str();
}

std::string trace(const pipeline_result& r) {
  auto out = exact();
  out << to_string(r.failure) << ' ' << r.took_ms << '\n';
  for (const auto& s : r.steps)
    out << to_string(s.agent) << ' ' << to_string(s.state) << " '" << s.value << "' "
        << name_of(s.failure) << " '" << s.detail << "' " << s.took_ms << '\n';
  return out.str();
}

} // namespace mesh::testing
