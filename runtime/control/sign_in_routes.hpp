#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/control/key_proof.hpp"
#include "runtime/http/http.hpp"
#include "runtime/operators/sign_in_desk.hpp"

namespace mesh::control {

/// Signing in with a security key (X3): registration by an invite, the session, its end, and
/// another touch of the key. Every success and every refusal is on record.
class sign_in_routes {
public:
  /// `domain`: of the configuration; empty: localhost. What is referred to outlives it.
  sign_in_routes(sign_in_desk& desk, std::function<std::uint64_t()> now_ms, std::string domain)
      : desk_(desk), now_ms_(now_ms), key_(desk, std::move(now_ms), std::move(domain)) {}

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

  answer begin_session(const operator_record& who, const request& what);
  void note(const request& what, const char* kind, const std::string& who,
            const std::string& text, int exit_code = 0);

  sign_in_desk& desk_;
  std::function<std::uint64_t()> now_ms_;
  key_proof key_;
};

} // namespace mesh::control
