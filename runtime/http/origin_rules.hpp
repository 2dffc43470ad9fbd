#pragma once
#include <optional>
#include <string_view>

#include "messages/errors.hpp"
#include "runtime/http/host_port.hpp"

namespace mesh::control {

/// The pages of browsers that may talk to this server (X5); pure. Without TLS nothing else
/// proves that a name in the browser means this server: a foreign name may be made to lead
/// to loopback (DNS rebinding), and any page may send requests there (CSRF).
class origin_rules {
public:
  /// `at`: where the server listens. Not encrypted, it answers to its own address and to the
  /// names of loopback only; with TLS the certificate says which names it has.
  origin_rules(bool encrypted, host_port at) : encrypted_(encrypted), at_(std::move(at)) {}

  /// Nothing when a request with these fields is answered; `denied` says why not. An empty
  /// `origin` is none: programs send none, browsers do where it matters.
  [[nodiscard]] std::optional<error> check(std::string_view host,
                                           std::string_view origin) const;

private:
  [[nodiscard]] bool is_ours(std::string_view host) const;

  bool encrypted_;
  host_port at_;
};

} // namespace mesh::control
