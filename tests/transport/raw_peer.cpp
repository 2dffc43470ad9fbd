#include "tests/transport/raw_peer.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "runtime/transport/frames/basp.hpp"

namespace mesh::test {

raw_peer::raw_peer(std::uint16_t port, int receive_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  REQUIRE(socket_);
  const timeval patience{20, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (receive_bytes > 0)
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&where), sizeof where) == 0);
}

bool raw_peer::handshake(const tls_options& options) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context_.get(), options.newest_version);
  if (options.who != nullptr) {
    SSL_CTX_use_certificate(context_.get(), options.who->cert.native());
    SSL_CTX_use_PrivateKey(context_.get(), options.who->key.native());
  }
  tls_.reset(SSL_new(context_.get()));
  SSL_set_fd(tls_.get(), socket_.get());
  const bool good = SSL_connect(tls_.get()) == 1;
  ERR_clear_error();
  return good;
}

bool raw_peer::write(std::string_view bytes) {
  const auto size = static_cast<int>(bytes.size());
  auto written = tls_ ? SSL_write(tls_.get(), bytes.data(), size)
                      : ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ERR_clear_error();
  return written == size;
}

int raw_peer::read_some(char* bytes, int most) {
  errno = 0;
  auto got = tls_ ? SSL_read(tls_.get(), bytes, most)
                  : static_cast<int>(::recv(socket_.get(), bytes, std::size_t(most), 0));
  timed_out_ = got <= 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  ERR_clear_error();
  return got;
}

std::string raw_peer::read(std::size_t bytes) {
  std::string text(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    auto got = read_some(text.data() + have, static_cast<int>(bytes - have));
    if (got <= 0)
      break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

std::string raw_peer::read_frame() {
  auto header = read(transport::basp_header_bytes);
  if (header.size() < transport::basp_header_bytes)
    return {};
  return header + read(transport::read_basp_header(header).payload_bytes);
}

bool raw_peer::is_closed() {
  std::array<char, 4'096> bytes{};
  while (read_some(bytes.data(), bytes.size()) > 0) {
  }
  return !timed_out_;
}

} // namespace mesh::test
