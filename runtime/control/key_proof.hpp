#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>

#include "runtime/http/http.hpp"
#include "runtime/operators/relying_party.hpp"
#include "runtime/operators/sign_in_desk.hpp"

namespace mesh::control {

/// The proof by a request that an operator's security key was touched now, for one purpose
/// (X3). What is referred to outlives it.
class key_proof {
public:
  /// `domain`: of the configuration; empty: localhost.
  key_proof(sign_in_desk& desk, std::function<std::uint64_t()> now_ms, std::string domain)
      : desk_(desk),
        now_ms_(std::move(now_ms)),
        configured_(!domain.empty()),
        domain_(configured_ ? std::move(domain) : "localhost") {}

  [[nodiscard]] const std::string& domain() const { return domain_; }
  /// The side that keys of this request's page sign for. `unsupported`: keys are not for the
  /// name in its address.
  [[nodiscard]] tl::expected<relying_party, error> party_of(const request& what) const;
  /// A challenge for this purpose, for who asks by `what`: bytes.
  [[nodiscard]] tl::expected<std::string, error> new_challenge(const request& what,
                                                               const std::string& purpose);
  /// The answer with one, and with the keys of this operator that may sign it.
  [[nodiscard]] tl::expected<response, error>
  challenge_for(const request& what, const std::string& purpose, const std::string& name);
  /// The challenge that was signed; it is used up.
  [[nodiscard]] tl::expected<std::string, error> used_challenge(const std::string& client_data,
                                                                const std::string& purpose);
  /// The operator whose key has signed in the body, and what the book says then. `only`: of
  /// this name; empty: anybody. `denied`, `parse_error`, and as party_of().
  [[nodiscard]] tl::expected<operator_record, error>
  proven(const request& what, const std::string& purpose, const std::string& only = {});
  /// A page of this mesh, in an address that keys are for: `/login`. `what` says the port.
  [[nodiscard]] tl::expected<std::string, error> page_for(const request& what,
                                                          const std::string& path) const;

private:
  sign_in_desk& desk_;
  std::function<std::uint64_t()> now_ms_;
  bool configured_; // operators.domain is set
  std::string domain_;
};

} // namespace mesh::control
