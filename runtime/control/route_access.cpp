#include "runtime/control/route_access.hpp"

#include <array>
#include <iterator>

namespace mesh::control {

namespace {

using identity::node_role;

enum class certificates { of_all, of_operators };

struct row {
  std::string_view path; // ends with `*`: all that begin so
  certificates open_it;
  route_access access;
};

constexpr std::array table{
    row{"/healthz", certificates::of_all, route_access::machine},
    row{"/readyz", certificates::of_all, route_access::machine},
    row{"/metrics", certificates::of_operators, route_access::machine},
    row{"/v1/openapi.json", certificates::of_operators, route_access::machine},
    // The way in.
    row{"/sign-in", certificates::of_operators, route_access::everybody},
    row{"/ui/*", certificates::of_operators, route_access::everybody},
    row{"/v1/session", certificates::of_operators, route_access::everybody},
    row{"/v1/session/challenge", certificates::of_operators, route_access::everybody},
    row{"/v1/session/touch", certificates::of_operators, route_access::everybody},
    row{"/v1/sign-in", certificates::of_operators, route_access::everybody},
    row{"/v1/sign-in/challenge", certificates::of_operators, route_access::everybody},
    row{"/v1/sign-in/invite", certificates::of_operators, route_access::everybody},
    row{"/v1/sign-in/key", certificates::of_operators, route_access::everybody},
    // A command line that signs in; who approves it has a session.
    row{"/login", certificates::of_operators, route_access::everybody},
    row{"/v1/login", certificates::of_operators, route_access::everybody},
    row{"/v1/login/answer", certificates::of_operators, route_access::everybody},
    row{"/v1/login/code", certificates::of_operators, route_access::members},
    row{"/v1/login/challenge", certificates::of_operators, route_access::members},
    row{"/v1/login/approval", certificates::of_operators, route_access::members},
    row{"/v1/login/refusal", certificates::of_operators, route_access::members},
    // The mesh itself.
    row{"/", certificates::of_operators, route_access::members},
    row{"/.well-known/agent-card.json", certificates::of_operators, route_access::members},
    row{"/a2a", certificates::of_operators, route_access::members},
    row{"/mcp", certificates::of_operators, route_access::members},
    row{"/v1/commands", certificates::of_operators, route_access::members},
    row{"/v1/commands/*", certificates::of_operators, route_access::members},
    row{"/v1/events", certificates::of_operators, route_access::members},
    row{"/v1/live", certificates::of_operators, route_access::members},
    row{"/v1/status", certificates::of_operators, route_access::members},
};

bool matches(std::string_view pattern, std::string_view path) {
  return pattern.ends_with('*') ? path.starts_with(pattern.substr(0, pattern.size() - 1))
                                : path == pattern;
}

} // namespace

std::optional<route_need> need_of(std::string_view path) {
  for (const auto& one : table)
    if (matches(one.path, path))
      return route_need{one.open_it == certificates::of_all
                            ? std::vector<node_role>(std::begin(identity::all_roles),
                                                     std::end(identity::all_roles))
                            : std::vector<node_role>{node_role::operators},
                        one.access};
  return std::nullopt;
}

admission admission_of(route_access access, caller who, bool has_session, bool enrolled) {
  if (access == route_access::everybody)
    return admission::as_is;
  if (has_session)
    return admission::as_session;
  switch (who) {
  case caller::certified:
    return admission::as_is;
  case caller::on_machine:
    return enrolled && access == route_access::members ? admission::refused : admission::as_is;
  case caller::nameless:
    break;
  }
  return admission::refused;
}

} // namespace mesh::control
