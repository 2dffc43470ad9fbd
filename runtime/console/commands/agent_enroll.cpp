#include "runtime/console/commands/agent_enroll.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "runtime/base/secret_file.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agents_outside.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

constexpr int indent = 2;

/// `paint,sing`.
std::optional<value_problem> set_capabilities(command& into, std::string_view text) {
  auto& names = into.as<agent_enroll_command>().capabilities;
  for (;;) {
    const auto comma = text.find(',');
    auto one = read_capability(text.substr(0, comma));
    if (!one)
      return std::move(one).error();
    names.push_back(*std::move(one));
    if (comma == std::string_view::npos)
      return std::nullopt;
    text.remove_prefix(comma + 1);
  }
}

json invite_json(const agent_invite& made) {
  json invite{{"mesh_invite", 1},    {"agent", made.agent}, {"url", made.url},
              {"token", made.token}, {"ca", made.ca},       {"expires_ms", made.expires_ms}};
  if (!made.urls.empty())
    invite["urls"] = made.urls;
  return invite;
}

/// The file can be written, as far as that can be known before the agent is enrolled.
bool may_write(const std::string& file, const command_context& at, outcome& o) {
  if (!at.memory.files_allowed) {
    fail(o, {errc::unsupported, "operators elsewhere may not name files of the mesh's host",
             "leave --to out, and keep the invite that is shown"});
    return false;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return true;
  fail(o, {errc::already_exists, file + " is there already", "name another, or move it away"});
  return false;
}

void run_agent_enroll(const agent_enroll_command& c, command_context& at, outcome& o) {
  auto* door = door_of(at, o);
  if (door == nullptr || (!c.to.empty() && !may_write(c.to, at, o)))
    return;
  const auto made = door->enroll({c.name, c.cls, c.capabilities, c.where});
  if (!made)
    return fail(o, made.error());
  o.data["agent"] = made->agent;
  o.data["expires_at"] = utc(made->expires_ms);
  if (c.to.empty()) {
    o.data["invite"] = invite_json(*made);
    return;
  }
  const auto text = invite_json(*made).dump(indent) + "\n";
  if (auto kept = storage::create_secret_file(c.to, text); !kept)
    return fail(o, {kept.error().code, kept.error().detail,
                    "enroll it again with another file: this token is lost"});
  o.data["file"] = c.to;
}

/// The invite alone, so that it can be copied as it stands.
std::string draw_agent_enroll(const json& result, const render_style&) {
  if (has(result, "invite"))
    return object_in(result, "invite").dump(indent, ' ', true) + "\n";
  return "the invite of " + text_or(result, "agent", "-") + " is in "
         + text_or(result, "file", "-") + ", and good until "
         + text_or(result, "expires_at", "-") + "\n";
}

void would_agent_enroll(const agent_enroll_command& c, command_context& at, outcome& o) {
  auto* door = door_of(at, o);
  if (door == nullptr || (!c.to.empty() && !may_write(c.to, at, o)))
    return;
  const auto known = door->find(c.name);
  if (known && !known->keys.empty())
    return fail(
        o, {errc::already_exists, c.name + " is enrolled", "see 'agent show " + c.name + "'"});
  would_do(o, "let " + c.name + " in once, as " + std::string(to_string(c.cls)) + " in "
                  + to_string(c.where));
}

} // namespace

command_spec commands::agent_enroll() {
  using args = agent_enroll_command;
  return {
      .name = "agent enroll",
      .group = "outside",
      .summary = "let an agent from outside in once",
      .details = "Gives its invite: whoever has it can be the agent, until somebody was. An "
                 "agent that has no key yet may be enrolled again; its older invite is void "
                 "then. Names are unique for ever.",
      .example = "agent enroll store-1 --class C --capability review --to a.invite",
      .start = args{},
      .positionals = {{"NAME", arity::one, value_kind::other, assign<&args::name, read_text>}},
      .options = {{"class", "CLASS", "its class (C_PERSISTENT)", value_kind::agent_class,
                   assign<&args::cls, read_class>},
                  {"capability", "NAME[,NAME..]", "what it can do beside its class",
                   value_kind::capability, set_capabilities},
                  {"in", "SCOPE", "a sector or cluster", value_kind::scope,
                   assign<&args::where, read_scope>},
                  {"to", "FILE", "write the invite there, for its owner only",
                   value_kind::other, assign<&args::to, read_text>}},
      .profile = profile_as<protecting_part<args>>,
      .run = run_as<run_agent_enroll>,
      .draw = draw_agent_enroll,
      .would = run_as<would_agent_enroll>};
}

} // namespace mesh::console
