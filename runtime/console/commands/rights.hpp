#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "messages/errors.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/operators/operator_role.hpp"

namespace mesh::console {

/// The one who commands, and what they may do (X3).
struct authority {
  std::string name = "console";
  operator_role role = operator_role::admin;
  std::string from; // the address; empty: at the mesh itself
  /// The moment at which their key was touched last, in ms since 1970; none: they command
  /// without a key, at the mesh itself or by a certificate.
  std::optional<std::uint64_t> touched_ms = {};
  bool by_login = false; // at a command line that signed in: mesh login
};

/// The role that a command asks for.
operator_role role_for(const command_spec& spec);
/// Whether a command destroys much, or decides about operators: it needs a touch of the key.
bool needs_key(const command& what);
/// The error when `who` may put no change before others.
std::optional<error> may_propose(const authority& who);
/// The error when `who` may not run it now: `denied`, or `key_needed` when their last touch is
/// older than `touch_ms`.
std::optional<error> forbidden(const command& what, const authority& who, std::uint64_t now_ms,
                               double touch_ms);

} // namespace mesh::console
