#pragma once
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/identity/certificate.hpp"

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
  std::vector<std::string> hosts; // DNS names and IP addresses, for HTTPS
};

/// It begins a day before it is made: for nodes whose clock is behind.
inline constexpr std::int64_t begins_before_s = seconds_a_day;

/// A certificate that signs others, and itself. `now_s`: since 1970.
tl::expected<holder, error> make_authority(const authority_request& request,
                                           std::int64_t now_s);

/// One for a node, for both ends of a link. Fails with
/// - `invalid_argument`: a bad name or host, or it would outlive the authority
/// - `certificate_expired`: the authority has expired
/// - `certificate_invalid`: the authority is none
tl::expected<holder, error> issue(const holder& authority, const node_request& request,
                                  std::int64_t now_s);

} // namespace mesh::identity
