#include "runtime/gateway/link_handshake.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <stdexcept>

namespace mesh::gateway {

namespace {

namespace http = control::http;

constexpr std::size_t nonce_bytes = 32;

} // namespace

std::string some_nonce() {
  std::string nonce(nonce_bytes, '\0');
  // Without randomness no proof means anything: better no link at all.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(nonce.data()), nonce_bytes) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  return nonce;
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
