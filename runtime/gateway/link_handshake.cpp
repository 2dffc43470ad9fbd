#include "runtime/gateway/link_handshake.hpp"

#include <algorithm>
#include <boost/beast/websocket/error.hpp>
#include <openssl/rand.h>
#include <stdexcept>

#include "runtime/base/version.hpp"

namespace mesh::gateway {

namespace {

namespace asio = control::asio;
namespace beast = control::beast;
namespace http = control::http;

constexpr std::size_t nonce_bytes = 32;

} // namespace

bool is_usual_end(const control::io_error& why) {
  return why == beast::websocket::error::closed || why == asio::error::eof
         || why == asio::error::connection_reset || why == asio::error::broken_pipe
         || why == asio::error::operation_aborted || why == asio::error::bad_descriptor
         || why == asio::ssl::error::stream_truncated;
}

std::string some_nonce() {
  std::string nonce(nonce_bytes, '\0');
  // Without randomness no proof means anything: better no link at all.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(nonce.data()), nonce_bytes) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  return nonce;
}

pb::FromMesh challenge_of(const gateway_house& house, const std::string& nonce) {
  pb::FromMesh first;
  auto& c = *first.mutable_challenge();
  c.set_nonce(nonce);
  c.set_mesh(house.mesh_name());
  const auto key = house.mesh_key().shared();
  c.set_mesh_key(std::string(key.begin(), key.end()));
  c.set_version(std::string(version()));
  c.set_pulse_ms(house.limits().pulse_ms);
  c.set_message_bytes(static_cast<std::uint32_t>(house.limits().message_bytes));
  c.set_messages_per_s(house.limits().messages_per_s);
  return first;
}

std::optional<link_format> chosen_format(std::string_view offered) {
  while (!offered.empty()) {
    const auto end = std::min(offered.find(','), offered.size());
    auto one = offered.substr(0, end);
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    one = one.substr(0, one.find_last_not_of(" \t") + 1);
    for (auto format : {link_format::json, link_format::protobuf})
      if (one == subprotocol_of(format))
        return format;
    offered.remove_prefix(std::min(end + 1, offered.size()));
  }
  return std::nullopt;
}

std::optional<std::string> exported_binding(SSL* tls) {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  std::string bytes(nonce_bytes, '\0');
  if (SSL_export_keying_material(tls, reinterpret_cast<unsigned char*>(bytes.data()),
                                 bytes.size(), label.data(), label.size(), nullptr, 0, 0)
      != 1)
    return std::nullopt;
  return bytes;
}

http::response<http::string_body> no_link(http::status status, std::string why) {
  constexpr unsigned http_1_1 = 11;
  http::response<http::string_body> answer{status, http_1_1};
  answer.set(http::field::server, "mesh");
  answer.set(http::field::content_type, "text/plain; charset=utf-8");
  if (status == http::status::upgrade_required) {
    answer.set(http::field::upgrade, "websocket");
    answer.set(http::field::connection, "Upgrade");
  }
  answer.keep_alive(false);
  answer.body() = std::move(why) + '\n';
  answer.prepare_payload();
  return answer;
}

} // namespace mesh::gateway
