#include "runtime/cli/url_calls.hpp"

#include "actors/work/http/webhook_signature.hpp"
#include "runtime/calls/web_client.hpp"

namespace mesh {

web_caller_maker calls_signed_by(std::shared_ptr<gateway::shared_mesh_key> key,
                                 std::shared_ptr<calls::callback_book> callbacks) {
  return [key = std::move(key), callbacks = std::move(callbacks)](
             const calls_config& limits) -> tl::expected<std::shared_ptr<web_caller>, error> {
    auto opened = key->get();
    if (!opened)
      return tl::unexpected(opened.error());
    return calls::web_client::start(limits, std::move(*opened), callbacks);
  };
}

std::string about_calls(gateway::shared_mesh_key& key) {
  const auto opened = key.get();
  if (!opened)
    return to_string(opened.error());
  const auto shared = opened->shared();
  return "calls to URLs are signed; functions check them with "
         + webhook_public_key(identity::ed25519::bytes_of(shared));
}

} // namespace mesh
