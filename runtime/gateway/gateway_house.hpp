#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "config/gateway.hpp"
#include "runtime/calls/callback_book.hpp"
#include "runtime/gateway/agent_session.hpp"
#include "runtime/identity/ed25519.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::gateway {

class agent_link;

/// All that the links of a process share, as one link sees it. On the links' thread.
class gateway_house {
public:
  virtual ~gateway_house() = default;
  [[nodiscard]] virtual const gateway_config& limits() const = 0;
  /// Signs deliveries; its public half is in each challenge.
  [[nodiscard]] virtual const keys::signing_key& mesh_key() const = 0;
  [[nodiscard]] virtual const std::string& mesh_name() const = 0;
  /// On the clock that agents' works use.
  [[nodiscard]] virtual time_point now() const = 0;
  /// SHA-256 of the certificate of links that begin now.
  [[nodiscard]] virtual std::string certificate_digest() const = 0;
  /// Runs a coroutine of a link beside the others.
  virtual void spawn(transport::asio::awaitable<void> coroutine) = 0;
  /// Its handshakes are over: it is a link. False: there are too many.
  virtual bool up(const std::shared_ptr<agent_link>& link) = 0;
  virtual void gone(const std::shared_ptr<agent_link>& link) = 0;
  /// Somebody has come to a link, or has left it.
  virtual void agents_changed() = 0;
  virtual void admit(const std::shared_ptr<agent_link>& link, const hello_claim& whom,
                     session_ways::admitted then) = 0;
  virtual void rotate(const std::string& agent, const keys::public_key& old_key,
                      const keys::public_key& new_key, session_ways::rotated then) = 0;
  /// Where answers by callbacks go; null: they do not come here.
  [[nodiscard]] virtual calls::callback_book* callbacks() const = 0;
  /// Whether another request by a callback may be let in now; it is counted when it may.
  virtual bool lets_callback_in() = 0;
  /// Somebody or something was refused, or a link was ended for it: counted, and an event
  /// and a line in the log when there was none lately.
  virtual void note_refusal(const std::string& address, std::string_view reason,
                            std::string_view detail) = 0;
};

} // namespace mesh::gateway
