#pragma once
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "runtime/http/client.hpp"

/// The command line's end of signing in (X3): see login_routes.hpp.
namespace mesh::control {

/// A mesh waits for a person to type the code.
struct login_offer {
  std::string code;    // `BCDF-GHJK`
  std::string address; // of the page
  std::string token;   // secret
  int expires_s = 0;
  int poll_every_s = 1;
};
/// Begins. `host_name`: of this machine, for that person; `request`: for a certificate, in
/// PEM. Fails as ask() does, and with what the mesh says.
tl::expected<login_offer, error> begin_login(const endpoint& whom, const std::string& host_name,
                                             const std::string& request);

/// A person has approved.
struct login_grant {
  std::string name;
  std::string role;
  std::string ends_at;          // UTC
  std::string certificate = {}; // in PEM; empty: a session
  std::string session = {};     // its secret
};
/// Nothing while nobody has decided. `denied`: refused, too old, or answered already.
tl::expected<std::optional<login_grant>, error> look_for_grant(const endpoint& whom,
                                                               const std::string& token);

/// The error in the answer to a request.
error error_in(const reply& got);

} // namespace mesh::control
