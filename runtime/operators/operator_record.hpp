#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/operators/operator_role.hpp"

namespace mesh {

/// A passkey or security key of an operator, as its registration gave it (X3). It holds nothing
/// secret.
struct security_key {
  std::string id;            // in base64url
  int algorithm = 0;         // of COSE: -7 ES256, -8 EdDSA, -257 RS256
  std::string public_key;    // as libfido2 takes it, in base64url
  std::uint32_t counter = 0; // of the newest signature; synced passkeys stay at 0
  std::uint64_t added_ms = 0;
  std::uint64_t used_ms = 0; // 0: never
  bool operator==(const security_key&) const = default;
};

/// An invite that was not used yet. The token itself is shown once and kept nowhere.
struct open_invite {
  std::string digest; // SHA-256 of the token, in hexadecimal digits
  std::uint64_t expires_ms = 0;
  bool operator==(const open_invite&) const = default;
};

/// An operator as the book knows one. Times are in ms since 1970.
struct operator_record {
  std::string name;
  operator_role role = operator_role::viewer;
  std::vector<security_key> keys;
  std::optional<open_invite> invite;
  bool enrolled = false; // has registered a key at some time
  bool revoked = false;
  std::uint64_t changed_ms = 0;
  bool operator==(const operator_record&) const = default;
};

/// A line of `operators.log`; each holds the whole record.
std::string encode_operator(const operator_record& what);
/// `invalid_argument` says what is wrong with the line.
tl::expected<operator_record, error> decode_operator(std::string_view line);

} // namespace mesh
