// Speculative chains (V11): chain check, run, list, show, explain, board, cancel, retry,
// pause, resume.
#include <algorithm>
#include <array>
#include <string>

#include "actors/chains/chain_loader.hpp"
#include "config/rules.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/running/chain_results.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/shared/chain_drawing.hpp"
#include "runtime/console/shared/columns.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/records/digest.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct chain_check_command {
  std::string file;
};
struct chain_run_command {
  std::string file;
  std::string name;
  bool follow = false;
  std::optional<double> timeout_ms;
};
struct chain_list_command {};
enum class chain_look : std::uint8_t { show, explain, board };
template <chain_look Look>
struct chain_look_command {
  std::string id;
};
template <chain_act Act>
struct chain_order_command {
  std::string id;
};

/// What an operator elsewhere may not have this host do.
bool is_for_this_host(const chain_plan& plan) {
  return std::ranges::any_of(plan.tasks, [](const chain_task& task) {
    return std::ranges::any_of(task.effects, [](const task_effect& effect) {
      return !effect.command.empty() || !effect.from_file.empty();
    });
  });
}

/// The text that came along, or the file on this host.
tl::expected<chain_plan, std::vector<config_problem>> read_plan(const session_memory& memory,
                                                                const std::string& file) {
  auto found = memory.files.find(file);
  return found == memory.files.end() ? load_chain_file(file) : load_chain(found->second);
}

/// The chain of a file, if it can be run here.
std::shared_ptr<const chain_plan> load_plan(command_context& at, const std::string& file,
                                            outcome& o) {
  if (!at.memory.files_allowed && !at.memory.files.contains(file)) {
    fail(o, {errc::unsupported,
             file
                 + " did not come along, and operators elsewhere may not name files of the "
                   "mesh's host",
             "use the command line: mesh chain run FILE --at HOST"});
    return nullptr;
  }
  auto plan = read_plan(at.memory, file);
  if (plan && !at.memory.files_allowed && is_for_this_host(*plan)) {
    fail(o, {errc::denied,
             file + " has effects that run commands or take files on the mesh's host",
             "run it in the console of the mesh: mesh dev -c 'chain run FILE'"});
    return nullptr;
  }
  if (auto good = write_check(o.data, file, std::move(plan), at.mesh.who()))
    return std::make_shared<const chain_plan>(*std::move(good));
  o.code = exit_code::usage;
  return nullptr;
}

std::string digest_of(const chain_plan& plan) {
  auto whole = storage::sha256({to_json(plan).dump()});
  return storage::to_hex(storage::bytes_of(whole));
}

read_result<std::string> read_chain_name(std::string_view text) {
  const fields::label rule;
  if (rule.holds(text))
    return std::string(text);
  return tl::unexpected(
      value_problem{"\"" + std::string(text) + "\" is no name", fields::expectation(rule), {}});
}

template <class Command>
std::string file_of(const command& what) {
  return what.as<Command>().file;
}

void run_chain_check(const chain_check_command& c, command_context& at, outcome& o) {
  load_plan(at, c.file, o);
}

void run_chain_run(const chain_run_command& c, command_context& at, outcome& o) {
  constexpr double usual_patience_ms = 600'000;
  constexpr auto look_again = milliseconds(20);
  auto plan = load_plan(at, c.file, o);
  if (plan == nullptr)
    return;
  o.data.erase("problems");
  chain_name called;
  if (!c.name.empty())
    called = {c.name, digest_of(*plan)};
  auto began = at.mesh.run_chain(plan, called);
  if (!began)
    return fail(o, began.error());
  const auto& id = began->id;
  o.data["id"] = id;
  o.data["again"] = began->again;
  auto number = at.mesh.chains().number_of(id);
  auto until = at.mesh.now() + from_ms(c.timeout_ms.value_or(usual_patience_ms));
  auto phase = [&] {
    auto board = at.mesh.chains().board().read();
    const auto* chain = board.find(*number);
    return chain == nullptr ? chain_phase::waiting : chain->phase;
  };
  auto interrupted = false;
  while (c.follow && !is_over(phase()) && at.mesh.now() < until && !interrupted)
    interrupted = !at.pass(look_again);
  auto board = at.mesh.chains().board().read();
  if (const auto* chain = board.find(*number))
    write_chain(o.data, *chain, at.mesh.now(), false);
  if (!c.follow)
    return;
  if (interrupted)
    return fail(o, {errc::cancelled, "interrupted; the chain goes on all the same"});
  if (phase() == chain_phase::stuck)
    return fail(o, {errc::work_failed, id + " cannot go on",
                    "see 'chain explain " + id + "', then 'chain retry " + id + "'"});
  if (!is_over(phase()))
    return fail(o, {errc::timeout, id + " has not ended in time; it goes on"});
}

command_profile profile_chain_run(const chain_run_command&, const roster&,
                                  const coordination_config&) {
  command_profile p;
  p.what = command_profile::purpose::work;
  p.agents = 1; // at a time
  return p;
}

void run_chain_list(const chain_list_command&, command_context& at, outcome& o) {
  const auto& chains = at.mesh.chains();
  auto board = chains.board().read();
  auto& rows = o.data["rows"] = nlohmann::ordered_json::array();
  for (std::uint32_t i = 0; i < chains.size(); ++i)
    if (const auto* chain = board.find(i))
      rows.push_back(chain_row(*chain, at.mesh.now()));
}

template <chain_look Look>
void run_chain_look(const chain_look_command<Look>& c, command_context& at, outcome& o) {
  const auto& chains = at.mesh.chains();
  auto board = chains.board().read();
  auto number = chains.number_of(c.id);
  if (!number)
    return fail(o, number.error());
  const auto* chain = board.find(*number);
  if (chain == nullptr)
    return fail(o, {errc::unknown_target, c.id + " has not been taken up yet", "ask again"});
  if (Look == chain_look::board)
    write_chain_board(o.data, *chain, at.mesh.now());
  else
    write_chain(o.data, *chain, at.mesh.now(), Look == chain_look::explain);
}

template <chain_act Act>
void run_chain_order(const chain_order_command<Act>& c, command_context& at, outcome& o) {
  auto wrong = at.mesh.order_chain(c.id, Act);
  if (wrong.code != errc::none)
    return fail(o, wrong);
  auto board = at.mesh.chains().board().read();
  if (auto number = at.mesh.chains().number_of(c.id))
    if (const auto* chain = board.find(*number))
      o.data.update(chain_row(*chain, at.mesh.now()));
}

template <class Arguments, auto Run>
command_spec with_id(std::string_view name, std::string_view summary, std::string_view details,
                     std::string_view example,
                     std::string (*draw)(const json&, const render_style&)) {
  return {
      .name = name,
      .group = "chains",
      .summary = summary,
      .details = details,
      .example = example,
      .start = Arguments{},
      .positionals = {{"ID", arity::one, value_kind::other, assign<&Arguments::id, read_text>}},
      .run = run_as<Run>,
      .draw = draw};
}

template <chain_look Look>
command_spec look_spec(std::string_view name, std::string_view summary,
                       std::string_view details, std::string_view example, auto draw) {
  auto spec = with_id<chain_look_command<Look>, run_chain_look<Look>>(name, summary, details,
                                                                      example, draw);
  if constexpr (Look != chain_look::explain) // its flushes are no rows
    spec.columns = columns::tasks();
  return spec;
}
void would_chain_run(const chain_run_command& c, command_context& at, outcome& o) {
  const auto plan = load_plan(at, c.file, o);
  if (plan == nullptr)
    return;
  o.data.erase("problems");
  would_do(o, "begin the " + counted(static_cast<double>(plan->tasks.size()), "task") + " of "
                  + c.file);
}

template <chain_act Act>
void would_chain_order(const chain_order_command<Act>& c, command_context& at, outcome& o) {
  constexpr std::array<std::string_view, 4> acts{"cancel", "retry failed tasks of", "pause",
                                                 "resume"};
  const auto number = at.mesh.chains().number_of(c.id);
  if (!number)
    return fail(o, number.error());
  would_do(o, std::string(acts.at(static_cast<std::size_t>(Act))) + " the chain " + c.id);
}

template <chain_act Act>
command_spec order_spec(std::string_view name, std::string_view summary,
                        std::string_view details, std::string_view example, auto draw) {
  auto spec = with_id<chain_order_command<Act>, run_chain_order<Act>>(name, summary, details,
                                                                      example, draw);
  spec.effect = command_effect::changes;
  spec.would = run_as<would_chain_order<Act>>;
  return spec;
}

} // namespace

command_spec commands::chain_check() {
  return {.name = "chain check",
          .group = "chains",
          .summary = "name every problem of a chain's file",
          .details = "Also tasks for which this mesh has not enough agents, and steps that "
                     "would be verified "
                     "by agents who worked on the task.",
          .example = "chain check review.chain.json",
          .start = chain_check_command{},
          .positionals = {{"FILE", arity::one, value_kind::other,
                           assign<&chain_check_command::file, read_text>}},
          .run = run_as<run_chain_check>,
          .draw = draw_chain_check,
          .file = file_of<chain_check_command>};
}

command_spec commands::chain_run() {
  using args = chain_run_command;
  return {
      .name = "chain run",
      .group = "chains",
      .summary = "begin a chain of tasks",
      .details =
          "Agents do its tasks and verify each other's; they go on before a task is verified "
          "as "
          "far as the chain says. With --follow the command waits until the chain has ended.",
      .example = "chain run review.chain.json --follow",
      .start = args{},
      .positionals = {{"FILE", arity::one, value_kind::other, assign<&args::file, read_text>}},
      .options = {{"follow", "", "wait until it has ended", value_kind::none,
                   raise_flag<&args::follow>},
                  {"name", "NAME", "call it so; asking again begins it no second time",
                   value_kind::other, assign<&args::name, read_chain_name>},
                  {"timeout", "DURATION", "wait no longer than this (10m)", value_kind::other,
                   assign<&args::timeout_ms, read_timeout>}},
      .profile = profile_as<profile_chain_run>,
      .run = run_as<run_chain_run>,
      .draw = draw_chain,
      .file = file_of<chain_run_command>,
      .would = run_as<would_chain_run>};
}

command_spec commands::chain_list() {
  return {.name = "chain list",
          .group = "chains",
          .summary = "list the chains",
          .details = "One row for each, with how far it is.",
          .example = "chain list",
          .start = chain_list_command{},
          .also = {"get chains", "chain ls"},
          .columns = columns::chains(),
          .run = run_as<run_chain_list>,
          .draw = draw_chain_list};
}

command_spec commands::chain_show() {
  return look_spec<chain_look::show>(
      "chain show", "one chain and its tasks",
      "Each task's phase, since when, who works on it, and what it builds on that is "
      "not verified yet.",
      "chain show review-1", draw_chain);
}

command_spec commands::chain_explain() {
  return look_spec<chain_look::explain>(
      "chain explain", "why tasks of a chain were flushed",
      "Each flush with its reason and the tasks it cost, what failed, and what "
      "speculation gained and wasted.",
      "chain explain review-1", draw_chain_explain);
}

command_spec commands::chain_board() {
  return look_spec<chain_look::board>(
      "chain board", "what the scheduler publishes of a chain",
      "The newest version of the snapshot that anyone reads without asking (V4): each "
      "task's phase, and how many agents are on each aspect.",
      "chain board review-1", draw_chain_board);
}

command_spec commands::chain_cancel() {
  return order_spec<chain_act::cancel>(
      "chain cancel", "end a chain",
      "What is under way is withdrawn. What was verified stays so.", "chain cancel review-1",
      draw_chain);
}

command_spec commands::chain_retry() {
  return order_spec<chain_act::retry>("chain retry", "give failed tasks new attempts",
                                      "Also lets an effect that failed out again.",
                                      "chain retry review-1", draw_chain);
}

command_spec commands::chain_pause() {
  return order_spec<chain_act::pause>("chain pause", "begin no more tasks of a chain",
                                      "What is under way ends, and is verified.",
                                      "chain pause review-1", draw_chain);
}

command_spec commands::chain_resume() {
  return order_spec<chain_act::resume>("chain resume", "let a paused chain go on",
                                       "Tasks begin again that were ready.",
                                       "chain resume review-1", draw_chain);
}

} // namespace mesh::console
