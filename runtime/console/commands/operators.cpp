// Operators who sign in (X3): operator invite, operator list, operator revoke.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/utc.hpp"
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
#include "runtime/identity/secret_token.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct operator_invite_command {
  std::string name;
  operator_role role = operator_role::viewer;
};
struct operator_list_command {
  int limit = 20; // 0: all
};
struct operator_revoke_command {
  std::string name;
};

read_result<operator_role> read_operator_role(std::string_view text) {
  if (const auto role = operator_role_of(text))
    return *role;
  return tl::unexpected(value_problem{
      "\"" + std::string(text) + "\" is not a role", "viewer, operator or admin", {}});
}

/// The token stands behind the #, so that browsers send it to no server, nor as a referrer.
std::string address_of(const sign_in_desk& desk, const std::string& token) {
  return desk.address() + "/sign-in#invite=" + token;
}

void run_operator_invite(const operator_invite_command& c, command_context& at, outcome& o) {
  auto& desk = at.mesh.desk().sign_in;
  if (at.mesh.virtual_time())
    return fail(o, {errc::unsupported, "nobody signs in to a mesh in virtual time",
                    "leave out --virtual-time"});
  const auto token = identity::secret_token();
  if (!token)
    return fail(o, token.error());
  const auto made = desk.operators.invite(c.name, c.role, digest_of(*token), at.mesh.wall_ms());
  if (!made)
    return fail(o, made.error());
  o.data["operator"] = made->name;
  o.data["role"] = to_string(made->role);
  o.data["address"] = address_of(desk, *token);
  o.data["expires_at"] = utc(made->invite->expires_ms);
  if (desk.address().empty())
    o.data["served"] = false;
}

std::string draw_operator_invite(const json& result, const render_style&) {
  auto text = text_or(result, "operator", "-") + " (" + text_or(result, "role", "-")
              + ") registers a key at this address, once, until "
              + text_or(result, "expires_at", "-") + ":\n" + text_or(result, "address", "-")
              + "\n";
  if (has(result, "served"))
    text += "no dashboard is served here: put the address of one before it\n";
  return text;
}

void would_operator_invite(const operator_invite_command& c, command_context&, outcome& o) {
  would_do(o, "let " + c.name + " register a key, as " + std::string(to_string(c.role)));
}

json operator_json(const operator_record& one, std::size_t sessions) {
  std::uint64_t used_ms = 0;
  for (const auto& key : one.keys)
    used_ms = std::max(used_ms, key.used_ms);
  return {{"operator", one.name},
          {"role", to_string(one.role)},
          {"state", one.revoked    ? "revoked"
                    : one.enrolled ? "enrolled"
                                   : "invited"},
          {"keys", one.revoked ? 0 : one.keys.size()},
          {"sessions", sessions},
          {"last_key", used_ms == 0 ? json(nullptr) : json(utc(used_ms))},
          {"invite_until", one.invite ? json(utc(one.invite->expires_ms)) : json(nullptr)}};
}

void run_operator_list(const operator_list_command& c, command_context& at, outcome& o) {
  const auto& desk = at.mesh.desk().sign_in;
  const auto all = desk.operators.all();
  auto rows = json::array();
  for (const auto& one : all)
    if (c.limit == 0 || rows.size() < static_cast<std::size_t>(c.limit))
      rows.push_back(operator_json(one, desk.sessions.count_of(one.name, at.mesh.wall_ms())));
  o.data["shown"] = rows.size();
  o.data["of"] = all.size();
  o.data["rows"] = std::move(rows);
}

std::string draw_operator_list(const json& result, const render_style& style) {
  text_table table({{"operator"},
                    {"role"},
                    {"state"},
                    {"keys", to_right},
                    {"sessions", to_right},
                    {"last_key"}});
  for (const auto& row : list_in(result, "rows"))
    table.add({text_or(row, "operator", "-"), text_or(row, "role", "-"),
               text_or(row, "state", "-"), number_text(number_in(row, "keys")),
               number_text(number_in(row, "sessions")), text_or(row, "last_key", "-")});
  if (table.empty())
    return "nobody signs in here; see 'help operator invite'\n";
  return table.str(style) + shown_of(result, "operators", "--limit all");
}

void run_operator_revoke(const operator_revoke_command& c, command_context& at, outcome& o) {
  auto& desk = at.mesh.desk().sign_in;
  const auto revoked = desk.operators.revoke(c.name, at.mesh.wall_ms());
  // Whatever the disk says: they are out at once.
  o.data["sessions_ended"] = desk.sessions.end_all_of(c.name);
  desk.logins.void_all_of(c.name);
  if (!revoked)
    return fail(o, revoked.error());
  o.data["operator"] = revoked->name;
}

std::string draw_operator_revoke(const json& result, const render_style&) {
  return text_or(result, "operator", "-") + " is no operator any more; sessions ended: "
         + number_text(number_in(result, "sessions_ended")) + "\n";
}

void would_operator_revoke(const operator_revoke_command& c, command_context& at, outcome& o) {
  if (!at.mesh.desk().sign_in.operators.find(c.name))
    return fail(
        o, {errc::unknown_target, "there is no operator " + c.name, "see 'operator list'"});
  would_do(o, "void the keys of " + c.name + ", and end their sessions");
}

template <class Args>
positional_spec operator_positional() {
  return {"NAME", arity::one, value_kind::other, assign<&Args::name, read_text>};
}

} // namespace

command_spec commands::operator_invite() {
  using args = operator_invite_command;
  return {.name = "operator invite",
          .group = "operators",
          .summary = "let a person register a security key",
          .details =
              "Gives an address that is good once, for a day: whoever opens it registers "
              "a key for this name. Another invite for the same name adds a key. From "
              "the first key on, the dashboard and the control API ask everybody to sign "
              "in.",
          .example = "operator invite anna --role admin",
          .start = args{},
          .positionals = {operator_positional<args>()},
          .options = {{"role", "ROLE", "viewer, operator or admin (viewer)", value_kind::other,
                       assign<&args::role, read_operator_role>}},
          .run = run_as<run_operator_invite>,
          .draw = draw_operator_invite,
          .effect = command_effect::changes,
          .would = run_as<would_operator_invite>};
}

command_spec commands::operator_list() {
  using args = operator_list_command;
  return {.name = "operator list",
          .group = "operators",
          .summary = "who may sign in",
          .details = "With the role, the number of keys and of sessions, and the last touch.",
          .example = "operator list",
          .start = args{},
          .options = {limit_option<args>()},
          .columns = {{"operator"},
                      {"role"},
                      {"state"},
                      {"keys", column_kind::count},
                      {"sessions", column_kind::count},
                      {"last_key"},
                      {"invite_until"}},
          .run = run_as<run_operator_list>,
          .draw = draw_operator_list};
}

command_spec commands::operator_revoke() {
  using args = operator_revoke_command;
  return {.name = "operator revoke",
          .group = "operators",
          .summary = "void a person's keys, and end their sessions",
          .details = "At once, everywhere. The name stays known; a new invite brings it back "
                     "with a new key.",
          .example = "operator revoke anna",
          .start = args{},
          .positionals = {operator_positional<args>()},
          .run = run_as<run_operator_revoke>,
          .draw = draw_operator_revoke,
          .effect = command_effect::changes,
          .would = run_as<would_operator_revoke>};
}

} // namespace mesh::console
