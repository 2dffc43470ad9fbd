#include "runtime/console/session.hpp"

#include <algorithm>
#include <utility>

#include "runtime/base/interrupt.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/row_picker.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console {

namespace {

const line_options nothing_special;

/// The command with all its rows: which of them are wanted is decided afterwards.
command with_all_rows(const command_spec& spec, command order) {
  for (const auto& option : spec.options)
    if (option.name == "limit")
      option.set(order, "all");
  return order;
}

/// Chooses, sorts and cuts the rows of a list, as the line wants them.
void pick_rows(const line_options& how, outcome& o) {
  const auto found = o.data.is_object() ? o.data.find("rows") : o.data.end();
  if (o.rows_picked || (!how.picks_rows() && how.columns.empty()) || found == o.data.end()
      || !found->is_array())
    return;
  const auto cut = how.picks_rows() && o.data.contains("of");
  row_picker rows(how, cut ? how.limit.value_or(usual_rows) : 0);
  const auto of = o.data.value("of", json(nullptr));
  for (auto& row : *found)
    rows.add(std::move(row));
  rows.write(o.data);
  if (!how.picks_rows() && !of.is_null())
    o.data["of"] = of;
}

} // namespace

outcome session::begin(const command_spec& spec, const script_line& line) {
  outcome o;
  o.format = line.how.format;
  o.headers = line.how.headers;
  o.data["command"] = result_name(spec);
  o.data["exit_code"] = 0;
  return o;
}

/// The fields that every result ends with: how it went, and the line it comes from.
void session::finish(const script_line& line, outcome& o) const {
  if (o.data.is_null())
    return;
  o.data["exit_code"] = static_cast<int>(o.code);
  if (!memory_.script.empty())
    o.data["source"] = {{"file", memory_.script}, {"line", line.line}, {"text", line.text}};
}

session::session(local_mesh& mesh, std::function<void()> starting, std::string who)
    : mesh_(mesh),
      access_(mesh),
      memory_(mesh.cfg().degradation),
      at_{access_,
          memory_,
          [this](duration how_long) { return pass(how_long); },
          &nothing_special,
          std::move(who),
          [this](const std::string& line, bool trial) { return run_within(line, trial); },
          [this](const std::string& line) {
            const auto parsed = parse_line(line);
            return parsed && *parsed ? forbidden_now((*parsed)->order) : std::nullopt;
          }},
      starting_(std::move(starting)) {
  rights_.name = at_.who;
}

void session::run_now(const command_spec& spec, const script_line& line, outcome& o) {
  if (starting_)
    starting_();
  const auto* outer = std::exchange(at_.how, &line.how); // a command may run others
  if (lists(spec) && line.how.picks_rows())
    spec.run(with_all_rows(spec, line.order), at_, o);
  else
    spec.run(line.order, at_, o);
  at_.how = outer;
  pick_rows(line.how, o);
  finish(line, o);
}

void session::act_for(authority who) {
  at_.who = who.name;
  rights_ = std::move(who);
}

std::optional<error> session::forbidden_now(const command& what) const {
  constexpr double ms_a_minute = 60'000;
  return forbidden(what, rights_, mesh_.wall_ms(),
                   mesh_.cfg().operators.touch_minutes * ms_a_minute);
}

/// Whether the one who commands has the right to; when not, `o` says why.
bool session::may(const script_line& line, outcome& o) {
  const auto why = forbidden_now(line.order);
  if (why)
    fail(o, *why);
  return !why;
}

/// Puts what changes the mesh, and what was refused, on record (X3). Looking is not: the pages
/// of a dashboard look many times a minute.
void session::note(const script_line& line, const outcome& o) {
  const auto refused = o.code == exit_code::denied;
  if (line.how.dry_run
      || (!refused && effect_of(*spec_of(line.order)) != command_effect::changes))
    return;
  mesh_.desk().sign_in.audit.note({0, mesh_.wall_ms(), refused ? "refused" : "command", at_.who,
                                   rights_.from, line.text, static_cast<int>(o.code)});
}

/// Says what the line would do, and whether the mode of the mesh would let it.
void session::try_out(const command_spec& spec, const script_line& line, outcome& o) {
  o.data["dry_run"] = true;
  spec.would(line.order, at_, o);
  const auto profile = profile_of(line.order, mesh_.who(), mesh_.cfg().coordination);
  const auto verdict = profile.what == command_profile::purpose::look
                           ? gate_verdict{}
                           : gate(mode_now(access_), profile, mesh_.cfg().degradation);
  if (verdict.what != gate_verdict::kind::allow)
    o.data["mode_says"] = (verdict.what == gate_verdict::kind::queue ? "held: " : "refused: ")
                          + verdict.why.detail;
  finish(line, o);
}

outcome session::execute(const script_line& line) {
  run_held();
  const auto& spec = *spec_of(line.order);
  auto o = begin(spec, line);
  if (line.how.dry_run)
    try_out(spec, line, o);
  else if (may(line, o) && admit(line, o))
    run_now(spec, line, o);
  else
    finish(line, o);
  note(line, o);
  if (!spec.leaves_exit_code)
    memory_.last.exit_code = static_cast<double>(o.code);
  return o;
}

outcome session::propose(wanted_change what) {
  outcome o;
  o.data["command"] = "proposal";
  note_expired(at_);
  if (const auto why = may_propose(rights_))
    fail(o, *why);
  else if (const auto made = console::propose(at_, std::move(what)))
    o.data.update(proposal_json(*made, access_.wall_ms()));
  else
    fail(o, made.error());
  o.data["exit_code"] = static_cast<int>(o.code);
  return o;
}

/// A line that a command runs: as the operator's own, or only tried.
outcome session::run_within(const std::string& text, bool trial) {
  auto parsed = parse_line(text);
  if (!parsed || !*parsed) {
    outcome o;
    o.data["command"] = text;
    fail(o, {errc::parse_error, parsed ? "the line is empty" : parsed.error().front().message,
             "see 'help'"});
    return o;
  }
  auto& line = **parsed;
  const auto& spec = *spec_of(line.order);
  if (!trial && effect_of(spec) != command_effect::frames)
    return execute(line);
  auto o = begin(spec, line);
  if (spec.would != nullptr)
    try_out(spec, line, o);
  else
    fail(o, {errc::unsupported, "'" + std::string(spec.name) + "' has no trial run", {}});
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
    auto o = begin(spec, next->line);
    run_now(spec, next->line, o);
    note(next->line, o);
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
