#include "runtime/identity/secret_token.hpp"

#include <openssl/rand.h>

#include "runtime/base/hex.hpp"

namespace mesh::identity {

tl::expected<std::string, error> secret_token() {
  constexpr int size = 32;
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), size) != 1)
    return tl::unexpected(error{errc::io_error, "OpenSSL has no random bytes for a token",
                                "see the machine's source of randomness"});
  return to_hex(bytes);
}

} // namespace mesh::identity
