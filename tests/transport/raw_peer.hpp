#pragma once
#include <memory>
#include <openssl/ssl.h>
#include <optional>
#include <string>

#include "actors/work/process/unique_fd.hpp"
#include "runtime/identity/credential_files.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

/// Somebody who connects to a port without being one of us: TCP, or TLS with
/// whatever certificate, and any bytes. Every call has a deadline.
class raw_peer {
public:
  struct tls_options {
    const identity::credentials* who = nullptr; // none: no certificate
    int newest_version = TLS1_3_VERSION;
  };

  /// `receive_bytes`: a small buffer of the kernel, to be quickly full.
  explicit raw_peer(std::uint16_t port, int receive_bytes = 0);

  /// False when the other side refuses.
  bool handshake(const tls_options& options);
  /// In TLS once there was a handshake. False when nobody takes it.
  bool write(std::string_view bytes);
  /// Exactly as many; fewer when the other side closes before.
  std::string read(std::size_t bytes);
  /// One frame of the other side: header and payload.
  std::string read_frame();
  /// Whether the other side closes, whatever it says before.
  bool is_closed();

private:
  struct free_context {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  struct free_tls {
    void operator()(SSL* tls) const { SSL_free(tls); }
  };
  int read_some(char* bytes, int most);

  unique_fd socket_;
  std::unique_ptr<SSL_CTX, free_context> context_;
  std::unique_ptr<SSL, free_tls> tls_;
  bool timed_out_ = false;
};

} // namespace mesh::test
