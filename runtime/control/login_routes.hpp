#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/control/key_proof.hpp"
#include "runtime/http/http.hpp"
#include "runtime/identity/authority.hpp"
#include "runtime/operators/sign_in_desk.hpp"

namespace mesh::control {

/// Signing in a command line (X3): it asks, and shows a code; a person who has signed in types
/// it, sees who asks, and approves with a touch of the key; the command line is given a
/// certificate, or on this machine a session, with that person's role, until that session's
/// end. Every step but the waiting is on record.
class login_routes {
public:
  using authority = std::function<tl::expected<identity::holder, error>()>;
  /// `domain`: of the configuration; empty: localhost. `signs`: reads what signs certificates
  /// here. What is referred to outlives it.
  login_routes(sign_in_desk& desk, std::function<std::uint64_t()> now_ms, std::string domain,
               authority signs)
      : desk_(desk),
        now_ms_(now_ms),
        key_(desk, std::move(now_ms), std::move(domain)),
        signs_(std::move(signs)) {}

  /// Refer to this object.
  [[nodiscard]] std::vector<route> routes();

private:
  using answer = tl::expected<response, error>;
  answer ask(const request& what);
  answer take(const request& what);
  answer show(const request& what);
  answer begin_touch(const request& what);
  answer approve(const request& what);
  answer refuse(const request& what);

  answer hand_over(const request& what, const std::string& token, const login_outcome& how);
  answer certificate_for(const request& what, const std::string& token,
                         const login_outcome& how);
  answer session_for(const request& what, const std::string& token, const login_outcome& how);
  [[nodiscard]] tl::expected<void, error> still_operator(const operator_session& who) const;
  tl::expected<void, error> begin(const std::string& session, const std::string& token,
                                  const login_outcome& how, const request& what);
  [[nodiscard]] tl::expected<identity::holder, error> signs() const;
  void note(const request& what, const char* kind, const std::string& who,
            const std::string& text, int exit_code = 0);

  sign_in_desk& desk_;
  std::function<std::uint64_t()> now_ms_;
  key_proof key_;
  authority signs_;
};

} // namespace mesh::control
