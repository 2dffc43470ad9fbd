#include "runtime/console/session.hpp"

#include <algorithm>
#include <utility>

#include "runtime/base/interrupt.hpp"
#include "runtime/console/running/command_profile.hpp"

namespace mesh::console {

namespace {

outcome begin(const command_spec& spec) {
  outcome o;
  o.data["command"] = result_name(spec);
  o.data["exit_code"] = 0;
  return o;
}

} // namespace

session::session(local_mesh& mesh, std::function<void()> starting)
    : mesh_(mesh),
      access_(mesh),
      memory_(mesh.cfg().degradation),
      at_{access_, memory_,
          [this](duration how_long) {
            return pass(how_long);
          }},
      starting_(std::move(starting)) {}

void session::run_now(const command_spec& spec, const command& order, outcome& o) {
  if (starting_)
    starting_();
  spec.run(order, at_, o);
  if (!o.data.is_null())
    o.data["exit_code"] = static_cast<int>(o.code);
}

outcome session::execute(const script_line& line) {
  run_held();
  const auto& spec = *spec_of(line.order);
  auto o = begin(spec);
  if (admit(line, o))
    run_now(spec, line.order, o);
  else
    o.data["exit_code"] = static_cast<int>(o.code);
  if (!spec.leaves_exit_code)
    memory_.last.exit_code = static_cast<double>(o.code);
  return o;
}

/// Whether the command may run now. When not, it was refused or is held, and
/// `o` says which and why.
bool session::admit(const script_line& line, outcome& o) {
  auto profile = profile_of(line.order, mesh_.who(), mesh_.cfg().coordination);
  if (profile.what == command_profile::purpose::look)
    return true;
  auto verdict = gate(mode_now(access_), profile, mesh_.cfg().degradation);
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
  auto number = memory_.held.hold(line, std::move(profile), verdict.why);
  if (number)
    o.data["held"] = {
        {"number", *number}, {"reason", verdict.why.detail}, {"remedy", verdict.why.remedy}};
  else
    fail(o, number.error());
  return false;
}

void session::run_held() {
  auto& held = memory_.held;
  while (!held.waiting().empty() && !interrupt_pending()) { // the mode costs a look at all
    auto next = held.take(mode_now(access_));
    if (!next)
      return;
    const auto& spec = *spec_of(next->line.order);
    auto o = begin(spec);
    run_now(spec, next->line.order, o);
    o.data["was_held"] = {{"number", next->number}, {"text", next->line.text}};
    if (released_)
      released_(o);
  }
}

/// Lets time pass, in which held commands run. False when interrupted.
bool session::pass(duration how_long) {
  constexpr auto look_again = milliseconds(50);
  auto until = mesh_.now() + how_long;
  for (;;) {
    run_held();
    auto left = until - mesh_.now();
    auto step = memory_.held.waiting().empty() ? left : std::min<duration>(left, look_again);
    if (!mesh_.wait(std::max(step, duration{})))
      return false;
    if (mesh_.now() >= until)
      return true;
  }
}

completion_context session::completion() const {
  const auto& size = mesh_.cfg().topology;
  completion_context c{size.sectors,
                       size.clusters_per_sector,
                       size.agents_per_cluster,
                       mesh_.who().capabilities().names(),
                       {}};
  for (const auto& m : metric_table())
    c.metrics.push_back(m.name);
  return c;
}

} // namespace mesh::console
