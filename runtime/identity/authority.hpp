#pragma once
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/identity/certificate.hpp"
#include "runtime/identity/certificate_request.hpp"

/// Makes certificates (X2).
namespace mesh::identity {

/// A certificate with its key.
struct holder {
  certificate cert;
  private_key key;
};

struct authority_request {
  std::string name = "mesh authority";
  int days = 3'650;
};

struct node_request {
  peer_name who;
  int days = 30;
  std::vector<std::string> hosts;         // DNS names and IP addresses, for HTTPS
  operator_may may = operator_may::admin; // of an operator
};

/// Of an operator who has signed in (X3).
struct login_request {
  std::string name;
  operator_may may = operator_may::look;
  std::int64_t until_s = 0; // the end of the session, since 1970
};

/// It begins a day before it is made: for nodes whose clock is behind.
inline constexpr std::int64_t begins_before_s = seconds_a_day;

/// A certificate that signs others, and itself. `now_s`: since 1970.
tl::expected<holder, error> make_authority(const authority_request& request,
                                           std::int64_t now_s);

/// One for a node, for both ends of a link. Fails with
/// - `invalid_argument`: a bad name or host, bounds for one that is no operator, or it would
///   outlive the authority
/// - `certificate_expired`: the authority has expired
/// - `certificate_invalid`: the authority is none
tl::expected<holder, error> issue(const holder& authority, const node_request& request,
                                  std::int64_t now_s);

/// One for the key of a request, for the client's end alone. Fails as the other one does.
tl::expected<certificate, error> issue(const holder& authority, const certificate_request& key,
                                       const login_request& request, std::int64_t now_s);

} // namespace mesh::identity
