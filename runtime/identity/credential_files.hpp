#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "runtime/identity/certificate.hpp"

/// Reading certificates and keys. Every error names the file and what helps.
namespace mesh::identity {

/// `unknown_target` when it is not there, `certificate_invalid` when it is
/// damaged or something else.
tl::expected<certificate, error> read_certificate(const std::filesystem::path& file);
/// Also `key_exposed` when others than its owner may read or write it.
tl::expected<private_key, error> read_key(const std::filesystem::path& file);

/// The files by which a node knows who it is and whom to trust.
struct credential_files {
  std::filesystem::path authority;   // ca.crt
  std::filesystem::path certificate; // n1.crt
  std::filesystem::path key;         // n1.key
};

struct credentials {
  certificate authority;
  certificate cert;
  private_key key;
  peer_name who;
};

/// All three, and that they belong together: the key fits the certificate,
/// the authority signed it, it says who its holder is, and neither has ended
/// at `now_s` (`certificate_expired`).
tl::expected<credentials, error> read_credentials(const credential_files& files,
                                                  std::int64_t now_s);

} // namespace mesh::identity
