#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/identity/ed25519.hpp"
#include "runtime/records/digest.hpp"

namespace mesh::gateway {

/// The kinds of changes of an enrolment.
enum class enrolment_step : std::uint8_t {
  invited,         // it may come with a token
  key_bound,       // it came: this is its key
  placed,          // its place in the mesh
  rotation_wanted, // an operator wants it to make a new key
  key_rotated,     // it did
  suspended,
  resumed,
  revoked,
};
inline constexpr enrolment_step last_enrolment_step = enrolment_step::revoked;

/// `key_bound`.
std::string_view to_string(enrolment_step step);

/// One change of an enrolment (X1), as it is kept. Times are in ms since 1970.
struct enrolment_record {
  enrolment_step step = enrolment_step::invited;
  std::string agent;
  std::uint64_t at_ms = 0;

  // invited
  agent_class cls = agent_class::c_persistent;
  std::vector<std::string> capabilities;
  scope where;
  storage::digest token{}; // the SHA-256 of the secret, which is kept nowhere

  // key_bound, key_rotated
  identity::ed25519::public_key key{};
  std::uint64_t others_until_ms = 0; // key_rotated: the keys before it end then at the latest

  std::uint64_t until_ms = 0; // of the token, or of the key

  agent_id id; // placed

  bool operator==(const enrolment_record&) const = default;
};

/// One line of JSON without its end, with what the step needs and nothing else.
std::string encode(const enrolment_record& what);
/// `store_corrupt` for anything else than encode() makes.
tl::expected<enrolment_record, error> decode_enrolment_record(std::string_view line);

} // namespace mesh::gateway
