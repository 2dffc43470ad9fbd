#include "runtime/console/commands/rights.hpp"

#include <algorithm>
#include <array>

#include "runtime/console/commands/freeze.hpp"

namespace mesh::console {

namespace {

constexpr std::array<std::string_view, 2> of_admins{"operator invite", "operator revoke"};
constexpr std::array<std::string_view, 6> destructive{
    "drain", "node drain", "node forget", "agent revoke", "operator invite", "operator revoke"};

bool has_name(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::optional<error> lacking(const authority& who, operator_role role,
                             const std::string& what) {
  if (who.role >= role)
    return std::nullopt;
  return error{errc::denied,
               who.name + " has the role " + std::string(to_string(who.role)) + ", and " + what
                   + " needs " + std::string(to_string(role)),
               "ask an operator who has it"};
}

} // namespace

operator_role role_for(const command_spec& spec) {
  if (has_name(of_admins, spec.name))
    return operator_role::admin;
  return effect_of(spec) == command_effect::changes ? operator_role::operate
                                                    : operator_role::viewer;
}

bool needs_key(const command& what) {
  if (what.is<freeze_command>())
    return what.as<freeze_command>().where.kind() == scope::level::all;
  return has_name(destructive, spec_of(what)->name);
}

std::optional<error> may_propose(const authority& who) {
  return lacking(who, operator_role::operate, "a proposal");
}

std::optional<error> forbidden(const command& what, const authority& who, std::uint64_t now_ms,
                               double touch_ms) {
  const auto& spec = *spec_of(what);
  const auto name = "'" + std::string(spec.name) + "'";
  if (auto why = lacking(who, role_for(spec), name))
    return why;
  if (who.touched_ms && needs_key(what)
      && static_cast<double>(now_ms) > static_cast<double>(*who.touched_ms) + touch_ms)
    return error{errc::key_needed,
                 name + " needs your security key: it was touched too long ago",
                 who.by_login ? "sign in again: mesh login; then order it again"
                              : "touch it in the dashboard, and order it again"};
  return std::nullopt;
}

} // namespace mesh::console
