#pragma once
#include <memory>
#include <optional>
#include <utility>

#include "runtime/http/beast.hpp"

namespace mesh::control {

/// The bytes of a connection: over TLS, or as they are, which only loopback may be (X2).
class wire_stream {
public:
  using executor_type = beast::tcp_stream::executor_type;
  using next_layer_type = beast::tcp_stream;

  /// Without a context nothing is encrypted.
  wire_stream(tcp::socket socket, std::shared_ptr<asio::ssl::context> with)
      : context_(std::move(with)) {
    if (context_)
      tls_.emplace(std::move(socket), *context_);
    else
      plain_.emplace(std::move(socket));
  }

  [[nodiscard]] bool encrypted() const { return tls_.has_value(); }
  /// Only where it is encrypted().
  [[nodiscard]] tls_stream& tls() { return *tls_; }
  [[nodiscard]] beast::tcp_stream& next_layer() { return tls_ ? tls_->next_layer() : *plain_; }
  [[nodiscard]] const beast::tcp_stream& next_layer() const {
    return tls_ ? tls_->next_layer() : *plain_;
  }
  executor_type get_executor() { return next_layer().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& token) {
    return tls_ ? tls_->async_read_some(into, std::forward<Token>(token))
                : plain_->async_read_some(into, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& from, Token&& token) {
    return tls_ ? tls_->async_write_some(from, std::forward<Token>(token))
                : plain_->async_write_some(from, std::forward<Token>(token));
  }

private:
  std::shared_ptr<asio::ssl::context> context_; // outlives the stream
  std::optional<tls_stream> tls_;
  std::optional<beast::tcp_stream> plain_;
};

} // namespace mesh::control
