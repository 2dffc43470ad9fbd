#pragma once
#include <optional>
#include <string_view>

#include "runtime/http/http.hpp"

namespace mesh::control {

/// The need of a path of the control API: the certificates that open it, and who is let in
/// without one (X2, X3). One table has them all; a path that is not in it is an operator's.
struct route_need {
  std::vector<identity::node_role> roles;
  route_access access = route_access::members;
};
/// Of a route's path, patterns included; none: it is not in the table.
std::optional<route_need> need_of(std::string_view path);

/// The one who asks, before anything is known of a session.
enum class caller {
  on_machine, // over loopback, without TLS
  certified,  // with a certificate of the mesh
  nameless    // over TLS without one
};
enum class admission {
  as_is,      // whoever it is
  as_session, // in the name of its session
  refused     // it has to sign in
};
/// The one decision who may go on; pure. `enrolled`: somebody has registered a key here. Which
/// certificates open a route the router has decided before.
admission admission_of(route_access access, caller who, bool has_session, bool enrolled);

} // namespace mesh::control
