#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// The browser's record of what a key was asked to sign: the clientDataJSON of WebAuthn Level
/// 3, section 5.8.1 (X3).
namespace mesh {

/// Everything that it has to say.
struct expected_client_data {
  std::string_view type;      // `webauthn.create`, `webauthn.get`
  std::string_view challenge; // its bytes
  std::string_view origin;    // `http://localhost:7480`
};

/// The bytes of the challenge in it; `parse_error` when it is none of WebAuthn.
tl::expected<std::string, error> challenge_in(std::string_view client_data);
/// `denied` says what differs; `parse_error`.
tl::expected<void, error> check_client_data(std::string_view client_data,
                                            const expected_client_data& wanted);

} // namespace mesh
