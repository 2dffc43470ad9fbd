#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/http/http.hpp"
#include "runtime/operators/relying_party.hpp"
#include "runtime/operators/sign_in_desk.hpp"

namespace mesh::control {

/// Signing in with a security key (X3): registration by an invite, the session, its end, and
/// another touch of the key. Every success and every refusal is on record.
class sign_in_routes {
public:
  /// `domain`: of the configuration; empty: localhost. What is referred to outlives it.
  sign_in_routes(sign_in_desk& desk, std::function<std::uint64_t()> now_ms, std::string domain)
      : desk_(desk),
        now_ms_(std::move(now_ms)),
        configured_(!domain.empty()),
        domain_(configured_ ? std::move(domain) : "localhost") {}

  /// Refer to this object.
  [[nodiscard]] std::vector<route> routes();

private:
  using answer = tl::expected<response, error>;
  answer show_session(const request& what);
  answer begin_sign_in(const request& what);
  answer sign_in(const request& what);
  answer begin_registration(const request& what);
  answer register_key(const request& what);
  answer begin_touch(const request& what);
  answer touch(const request& what);
  answer sign_out(const request& what);

  [[nodiscard]] tl::expected<relying_party, error> party_of(const request& what) const;
  /// A challenge for this purpose, as the JSON that a page needs.
  tl::expected<std::string, error> new_challenge(const std::string& purpose);
  /// The challenge that was signed; it is used up.
  tl::expected<std::string, error> used_challenge(const std::string& client_data,
                                                  const std::string& purpose);
  /// The operator whose key has signed in `body`, and what the book says then.
  tl::expected<operator_record, error> proven(const request& what, const std::string& purpose,
                                              const std::string& only = {});
  answer begin_session(const operator_record& who, const request& what);
  void note(const request& what, const char* kind, const std::string& who,
            const std::string& text, int exit_code = 0);

  sign_in_desk& desk_;
  std::function<std::uint64_t()> now_ms_;
  bool configured_; // operators.domain is set
  std::string domain_;
};

} // namespace mesh::control
