// D1, D2: what the mode of the mesh lets run, and what waits for a better one.
#include "actors/coordination/registry.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/console/command_profile.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

using json = nlohmann::ordered_json;

degradation_mode session::mode() const {
  return mode_of(summarise(mesh_.agents(), mesh_.who()), mesh_.cfg().degradation);
}

mode_restrictions session::restrictions() const {
  return restrictions_of(mode(), mesh_.cfg().degradation);
}

/// Whether the command may run now. When not, it was refused or is held, and
/// `o` says which and why.
bool session::admit(const script_line& line, outcome& o) {
  auto profile = profile_of(line.what, mesh_.who(), mesh_.cfg().coordination);
  if (profile.what == command_profile::purpose::look)
    return true;
  auto verdict = gate(mode(), profile, mesh_.cfg().degradation);
  switch (verdict.what) {
  case gate_verdict::kind::allow:
    return true;
  case gate_verdict::kind::approve:
  case gate_verdict::kind::refuse:
    fail(o, verdict.why);
    return false;
  case gate_verdict::kind::queue:
    break;
  }
  auto number = held_.hold(line, std::move(profile), verdict.why);
  if (number)
    o.data["held"] = {
        {"number", *number}, {"reason", verdict.why.detail}, {"remedy", verdict.why.remedy}};
  else
    fail(o, number.error());
  return false;
}

void session::run_held() {
  while (!held_.waiting().empty() && !interrupt_pending()) { // the mode costs a look at all
    auto next = held_.take(mode());
    if (!next)
      return;
    auto o = begin(next->line.what);
    run_now(next->line.what, o);
    o.data["was_held"] = {{"number", next->number}, {"text", next->line.text}};
    if (released_)
      released_(o);
  }
}

bool session::pass(duration how_long) {
  constexpr auto look_again = milliseconds(50);
  auto until = mesh_.now() + how_long;
  for (;;) {
    run_held();
    auto left = until - mesh_.now();
    auto step = held_.waiting().empty() ? left : std::min<duration>(left, look_again);
    if (!mesh_.wait(std::max(step, duration{})))
      return false;
    if (mesh_.now() >= until)
      return true;
  }
}

void session::run(const held_command&, outcome& o) {
  auto rows = json::array();
  for (const auto& [number, waiting] : held_.waiting())
    rows.push_back(
        {{"number", number}, {"text", waiting.line.text}, {"reason", waiting.why.detail}});
  o.data["shown"] = o.data["of"] = rows.size();
  o.data["rows"] = std::move(rows);
}

void session::run(const held_drop_command& c, outcome& o) {
  if (held_.drop(static_cast<std::uint64_t>(c.number)))
    o.data["number"] = c.number;
  else
    fail(o, {errc::unknown_target, "no held command has the number " + std::to_string(c.number),
             "see 'held'"});
}

} // namespace mesh::console
