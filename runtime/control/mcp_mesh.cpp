#include "runtime/control/mcp_mesh.hpp"

#include <array>
#include <utility>

#include "runtime/base/interrupt.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/control/api.hpp"
#include "runtime/control/program_session.hpp"

namespace mesh::control {

using mcp::json;

namespace {

/// A client waits no longer for an answer: they give up after a minute or so.
constexpr auto client_patience = std::chrono::seconds(20);

json unread(const console::parse_problems& problems) {
  const auto& first = problems.front();
  auto remedy = first.expected.empty() ? std::string("see the resource mesh://docs/commands")
                                       : "expected: " + first.expected;
  if (!first.suggestion.empty())
    remedy += "; did you mean: " + first.suggestion + "?";
  return failed_result(error{errc::parse_error,
                             first.message + " (column " + std::to_string(first.column) + ")",
                             std::move(remedy)});
}

tl::expected<console::script_line, json> parsed(const std::string& line) {
  auto read = console::parse_line(line);
  if (!read)
    return tl::unexpected(unread(read.error()));
  if (!*read)
    return tl::unexpected(failed_result(error{errc::parse_error, "the command is empty",
                                              "see the resource mesh://docs/commands"}));
  return **std::move(read);
}

json not_for_this(const console::command_spec& spec) {
  return failed_result(error{errc::denied,
                             "'" + std::string(spec.name) + "' is not run for a model",
                             "propose it, and a person decides"});
}

} // namespace

json mcp_mesh::look(const std::string& line) {
  const auto read = parsed(line);
  if (!read)
    return read.error();
  const auto& spec = *console::spec_of(read->order);
  if (console::effect_of(spec) != console::command_effect::looks || read->how.watch_ms)
    return not_for_this(spec);
  const interrupted_by reader(gone_);
  return run_for_program(mesh_, who_, *read);
}

mcp::sent_command mcp_mesh::send(const std::string& line) {
  auto read = parsed(line);
  if (!read)
    return {{}, read.error()};
  const auto& spec = *console::spec_of(read->order);
  if (spec.name != "ask" && spec.name != "gather")
    return {{}, not_for_this(spec)};
  const auto begun =
      tasks_.begin(who_.name, [&mesh = mesh_, who = who_, line = *std::move(read)](
                                  const std::function<bool()>& cancelled) {
        const interrupted_by whoever(cancelled);
        return run_for_program(mesh, who, line);
      });
  if (!begun)
    return {{}, failed_result(begun.error())};
  auto sent = wait_for(*begun);
  if (gone_()) // nobody was told its id
    tasks_.cancel(who_.name, *begun);
  return sent;
}

mcp::sent_command mcp_mesh::wait_for(const std::string& id) {
  auto state = tasks_.wait(who_.name, id, client_patience, gone_);
  if (!state)
    return {{},
            failed_result(
                error{errc::unknown_target, "the task is not kept any more", "ask again"})};
  return {id, std::move(state->result), state->cancelled};
}

std::optional<mcp::sent_command> mcp_mesh::task(const std::string& id, bool cancel) {
  if (cancel && !tasks_.cancel(who_.name, id))
    return std::nullopt;
  auto state = tasks_.wait(who_.name, id, client_patience, gone_);
  if (!state)
    return std::nullopt;
  return mcp::sent_command{id, std::move(state->result), state->cancelled};
}

json mcp_mesh::propose(const std::vector<std::string>& commands, const std::string& why) {
  for (const auto& command : commands) {
    const auto read = parsed(command);
    if (!read)
      return read.error();
    const auto& spec = *console::spec_of(read->order);
    if (spec.would == nullptr || spec.group == "propose")
      return failed_result(
          error{errc::unsupported, "'" + std::string(spec.name) + "' cannot be proposed",
                "propose a command that changes the mesh; use a tool to look"});
  }
  const interrupted_by reader(gone_);
  console::session session(mesh_);
  session.act_for(who_);
  return session.propose({commands, why, proposer::program, who_.name + " by MCP"}).data;
}

std::string_view mcp_mesh::openapi() const {
  return control::openapi();
}

} // namespace mesh::control
