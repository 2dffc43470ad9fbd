#pragma once
#include <functional>
#include <optional>
#include <string>

#include "runtime/console/commands/rights.hpp"
#include "runtime/http/http.hpp"
#include "runtime/operators/sign_in_desk.hpp"

namespace mesh::control {

/// Lets requests in, or not (X3), as route_access.hpp decides. Without operators enrolled
/// everybody who reaches this server may do everything, as its certificates or loopback allow.
/// From the first key on, a request needs a session, or an operator's certificate, which stays
/// good for machines. A certificate that a sign-in has made is good as long as its session.
class gatekeeper {
public:
  /// `now_ms`: since 1970. Both outlive it.
  gatekeeper(sign_in_desk& desk, std::function<std::uint64_t()> now_ms)
      : desk_(desk), now_ms_(std::move(now_ms)) {}

  /// The answer when it may not go on. Fills in the session that its cookie names. A page of
  /// somebody else can send cookies, but neither our Origin nor X-Mesh (CSRF).
  std::optional<response> admit(const route& how, request& what) const;
  /// Whether a peer may come without a certificate: somebody has a key, or is to register one.
  [[nodiscard]] bool nameless() const;
  /// Whether what a request has begun may go on: its session, if it needed one, still lasts.
  [[nodiscard]] bool still_good(const request& what) const;
  /// The one who commands by this request.
  [[nodiscard]] static console::authority authority_of(const request& what);
  /// `WebSocket`: as `talk`, until still_good() is false.
  [[nodiscard]] std::unique_ptr<socket_talk> guarded(std::unique_ptr<socket_talk> talk,
                                                     const request& what) const;

private:
  [[nodiscard]] std::string sign_in_page(const request& what) const;

  sign_in_desk& desk_;
  std::function<std::uint64_t()> now_ms_;
};

/// The key in the book of sessions of a certificate with this digest. No cookie has it, since
/// theirs are digests alone: the certificate itself, which is no secret, opens nothing.
std::string session_of_certificate(const std::string& digest);

/// The answer to a request that would change something and has no X-Mesh: no page of ours sends
/// it (CSRF).
std::optional<response> refuse_foreign(const request& what);

inline constexpr auto session_cookie = "__Host-mesh";
/// The value of a cookie in a Cookie field; empty: it is not there.
std::string cookie_of(std::string_view field, std::string_view name);

} // namespace mesh::control
