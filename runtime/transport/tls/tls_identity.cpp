#include "runtime/transport/tls/tls_identity.hpp"

#include "runtime/identity/wall_clock.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::transport {

tl::expected<void, error> tls_identity::read() {
  auto read = identity::read_credentials(files_, identity::seconds_now());
  if (!read)
    return tl::unexpected(read.error());
  auto context = make_tls_context(*read);
  if (!context)
    return tl::unexpected(context.error());
  const std::lock_guard lock(mutex_);
  current_ = {std::move(*context), read->who, read->cert.valid()};
  return {};
}

tls_identity::read_files tls_identity::in_use() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

} // namespace mesh::transport
