#pragma once
#include <memory>
#include <mutex>
#include <tl/expected.hpp>

#include "runtime/identity/credential_files.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::transport {

/// The identity of this process to peers that come or are dialled from now on, as its files
/// said when they were last read. From any thread.
class tls_identity {
public:
  explicit tls_identity(identity::credential_files files) : files_(std::move(files)) {}

  /// Reads the files; when they are not good, what was in use stays. Errors name
  /// file and remedy.
  tl::expected<void, error> read();

  [[nodiscard]] std::shared_ptr<ssl::context> context() const { return in_use().context; }
  [[nodiscard]] identity::peer_name who() const { return in_use().who; }
  [[nodiscard]] identity::validity valid() const { return in_use().valid; }

private:
  struct read_files {
    std::shared_ptr<ssl::context> context;
    identity::peer_name who;
    identity::validity valid;
  };
  [[nodiscard]] read_files in_use() const;

  const identity::credential_files files_;
  mutable std::mutex mutex_;
  read_files current_;
};

} // namespace mesh::transport
