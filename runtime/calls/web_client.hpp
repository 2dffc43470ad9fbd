#pragma once
#include <memory>
#include <thread>
#include <tl/expected.hpp>

#include "actors/work/http/web_caller.hpp"
#include "runtime/identity/ed25519.hpp"

namespace mesh::calls {

class call_desk;
class callback_book;

/// Calls functions behind URLs over HTTP/1.1, each call on a connection of its own and signed
/// by the mesh's key (X1). One thread for all calls; as many at once as `calls.at_once`.
class web_client final : public web_caller {
public:
  /// With `callbacks`, functions may answer later while a door is open to them.
  /// `certificate_invalid`: `limits.ca` cannot be read.
  static tl::expected<std::shared_ptr<web_client>, error>
  start(const calls_config& limits, identity::ed25519::signing_key key,
        std::shared_ptr<callback_book> callbacks = {});
  /// Ends all calls; what they were for is not told.
  ~web_client() override;
  web_client(const web_client&) = delete;
  web_client& operator=(const web_client&) = delete;

  tl::expected<token, error> call(web_call what, work_done done) override;
  void cancel(token which) override;
  [[nodiscard]] time_point now() const override;

private:
  explicit web_client(std::shared_ptr<call_desk> desk);
  // Shared with the thread: the last owner of a client may be a callback on it.
  std::shared_ptr<call_desk> desk_;
  std::thread thread_;
};

} // namespace mesh::calls
