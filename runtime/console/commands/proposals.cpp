// Changes that wait for a person's yes (N1): proposals, proposal, approve, reject.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/proposing.hpp"
#include "runtime/console/shared/suggestions.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct proposals_command {
  bool look = false;
  bool everything = false;
  int limit = 20; // 0: all
};
struct proposal_command {
  int number = 0;
};
struct approve_command {
  int number = 0;
};
struct reject_command {
  int number = 0;
  std::string why;
};

read_result<int> read_proposal(std::string_view text) {
  constexpr int most = 1'000'000'000;
  return read_count(text, 1, most);
}

/// The newest first. The mesh looks for proposals of its own here; in virtual time only when
/// asked to, so that a script replays what it did before.
void run_proposals(const proposals_command& c, command_context& at, outcome& o) {
  if (c.look || !at.mesh.virtual_time())
    propose_own(at);
  note_expired(at);
  auto all = at.mesh.desk().proposals.all(at.mesh.wall_ms());
  if (!c.everything)
    std::erase_if(all, [](const proposal& one) { return one.over(); });
  auto rows = json::array();
  std::ranges::reverse(all);
  for (const auto& one : all)
    if (c.limit == 0 || rows.size() < static_cast<std::size_t>(c.limit))
      rows.push_back(proposal_json(one, at.mesh.wall_ms()));
  o.data["shown"] = rows.size();
  o.data["of"] = all.size();
  o.data["rows"] = std::move(rows);
}

std::string draw_proposals(const json& result, const render_style& style) {
  text_table table({{"proposal", to_right},
                    {"state"},
                    {"by"},
                    {"agents", to_right},
                    {"good_s", to_right, 1},
                    {"why"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({number_text(number_in(row, "proposal")), text_or(row, "state", "-"),
               text_or(row, "by", "-"), number_text(number_in(row, "agents")),
               number_text(number_in(row, "expires_s")),
               shortened(text_or(row, "why", "-"), 48)});
  if (table.empty())
    return "no proposals wait\n";
  return table.str(style) + shown_of(result, "proposals", "--limit all");
}

void run_proposal(const proposal_command& c, command_context& at, outcome& o) {
  note_expired(at);
  if (const auto found = find_proposal(at, static_cast<std::uint64_t>(c.number), o))
    o.data.update(proposal_json(*found, at.mesh.wall_ms()));
}

void run_approve(const approve_command& c, command_context& at, outcome& o) {
  note_expired(at);
  approve(at, static_cast<std::uint64_t>(c.number), o);
}

void would_approve(const approve_command& c, command_context& at, outcome& o) {
  if (const auto found = find_proposal(at, static_cast<std::uint64_t>(c.number), o))
    would_do(o, "run " + listed_commands(*found), found->whom);
}

void run_reject(const reject_command& c, command_context& at, outcome& o) {
  note_expired(at);
  reject(at, static_cast<std::uint64_t>(c.number), c.why, o);
}

void would_reject(const reject_command& c, command_context&, outcome& o) {
  would_do(o, "reject proposal " + std::to_string(c.number));
}

std::string draw_decided(const json& result, const render_style& style) {
  auto out = draw_proposal(object_in(result, "proposal"), style);
  for (const auto& one : list_in(result, "results"))
    if (const auto why = text_in(object_in(one, "error"), "detail"))
      out += labelled("failed", paint(*why, tone::bad, style));
  return out;
}

template <class Args>
positional_spec number_positional() {
  return {"PROPOSAL", arity::one, value_kind::other, assign<&Args::number, read_proposal>};
}

} // namespace

command_spec commands::proposals() {
  using args = proposals_command;
  return {.name = "proposals",
          .group = "propose",
          .summary = "changes that wait for your yes",
          .details = "A proposal has exact commands, why, whom they reach, and how long it is "
                     "good. The mesh makes some of its own: a slow agent that could be routed "
                     "around, a class that fails a capability, a breaker that opens again and "
                     "again. In virtual time it does so with --look only.",
          .example = "proposals",
          .start = args{},
          .options = {{"look", "", "let the mesh look for proposals of its own",
                       value_kind::none, raise_flag<&args::look>},
                      {"everything", "", "those that are over, too", value_kind::none,
                       raise_flag<&args::everything>},
                      limit_option<args>()},
          .columns = {{"proposal", column_kind::count},
                      {"state"},
                      {"commands", column_kind::texts},
                      {"why"},
                      {"by"},
                      {"agents", column_kind::count},
                      {"expires_s", column_kind::seconds}},
          .run = run_as<run_proposals>,
          .draw = draw_proposals};
}

command_spec commands::proposal() {
  using args = proposal_command;
  return {.name = "proposal",
          .group = "propose",
          .summary = "one proposal in full",
          .details =
              "Its commands, whom they reach, for how long it is good, and how it ended.",
          .example = "proposal 3",
          .start = args{},
          .positionals = {number_positional<args>()},
          .run = run_as<run_proposal>,
          .draw = draw_proposal};
}

command_spec commands::approve() {
  using args = approve_command;
  return {.name = "approve",
          .group = "propose",
          .summary = "run a proposal",
          .details =
              "Runs exactly what was shown, once. It is refused as stale when the placement, "
              "membership or state of the agents has changed, and then offered anew.",
          .example = "approve 3",
          .start = args{},
          .positionals = {number_positional<args>()},
          .run = run_as<run_approve>,
          .draw = draw_decided,
          .effect = command_effect::changes,
          .would = run_as<would_approve>};
}

command_spec commands::reject() {
  using args = reject_command;
  return {
      .name = "reject",
      .group = "propose",
      .summary = "say no to a proposal",
      .details = "It is over then, and is kept with the reason.",
      .example = "reject 3 not today",
      .start = args{},
      .positionals = {number_positional<args>(),
                      {"WHY", arity::maybe, value_kind::other, assign<&args::why, read_text>}},
      .run = run_as<run_reject>,
      .draw = draw_decided,
      .effect = command_effect::changes,
      .would = run_as<would_reject>};
}

} // namespace mesh::console
