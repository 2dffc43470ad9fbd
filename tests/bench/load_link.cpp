#include "tests/bench/load_link.hpp"

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/ssl.h>

#include "tests/bench/bench.hpp"

namespace mesh::bench {

namespace asio = control::asio;
namespace beast = control::beast;
namespace websocket = beast::websocket;
namespace pb = gateway::pb;
namespace keys = identity::ed25519;

namespace {

constexpr auto binding = "tls-server-end-point";
constexpr auto format = gateway::link_format::protobuf;
constexpr std::size_t largest_message = 16 << 20;

std::string certificate_digest(SSL* tls) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  X509* cert = SSL_get1_peer_certificate(tls);
  if (cert == nullptr
      || X509_digest(cert, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()),
                     &length)
             != 1)
    throw bench_failure("the mesh shows no certificate");
  X509_free(cert);
  digest.resize(length);
  return digest;
}

} // namespace

load_link::load_link(asio::io_context& io, asio::ssl::context& tls, std::uint16_t port,
                     std::vector<load_agent> agents, load_counts& counts)
    : io_(io),
      tls_(tls),
      port_(port),
      agents_(std::move(agents)),
      counts_(counts),
      link_key_(keys::signing_key::make().value()) {}

asio::awaitable<void> load_link::run() {
  do {
    was_cut_ = false;
    number_ = 0;
    next_.Clear();
    try {
      co_await serve_once();
    } catch (const boost::system::system_error&) {
      if (!was_cut_)
        throw;
    }
    socket_ = nullptr;
  } while (was_cut_);
}

void load_link::cut() {
  if (socket_ == nullptr)
    return;
  was_cut_ = true;
  boost::system::error_code ignored;
  socket_->close(ignored);
}

asio::awaitable<void> load_link::serve_once() {
  websocket::stream<control::tls_stream> socket(io_, tls_);
  auto& lowest = beast::get_lowest_layer(socket);
  socket_ = &lowest.socket();
  co_await lowest.async_connect(
      control::tcp::endpoint(asio::ip::make_address("127.0.0.1"), port_), asio::use_awaitable);
  lowest.socket().set_option(control::tcp::no_delay(true));
  co_await socket.next_layer().async_handshake(asio::ssl::stream_base::client,
                                               asio::use_awaitable);
  socket.set_option(websocket::stream_base::decorator([](websocket::request_type& asked) {
    asked.set(control::http::field::sec_websocket_protocol,
              std::string(gateway::protobuf_subprotocol));
  }));
  socket.read_message_max(largest_message);
  co_await socket.async_handshake("127.0.0.1", "/v1/agent", asio::use_awaitable);
  socket.binary(true);
  binding_ = certificate_digest(socket.next_layer().native_handle());
  beast::flat_buffer buffer;
  for (;;) {
    co_await socket.async_read(buffer, asio::use_awaitable);
    const auto data = buffer.data();
    auto said =
        gateway::read_from_mesh(format, {static_cast<const char*>(data.data()), data.size()});
    buffer.consume(buffer.size());
    if (!said)
      throw bench_failure("the mesh says what cannot be read");
    if (said->has_goodbye())
      co_return;
    take(*said);
    if (next_.ByteSizeLong() == 0)
      continue;
    pb::FromAgent out;
    out.Swap(&next_);
    const auto bytes = gateway::write_message(format, out);
    co_await socket.async_write(asio::buffer(bytes), asio::use_awaitable);
  }
}

void load_link::hello(const std::string& nonce) {
  nonce_ = nonce;
  const std::string link_key(keys::bytes_of(link_key_.shared()));
  for (const auto& agent : agents_) {
    auto& h = *next_.add_hello();
    h.set_agent(agent.name);
    h.set_key(std::string(keys::bytes_of(agent.key.shared())));
    h.set_link_key(link_key);
    h.set_token(agent.token);
    h.set_binding(binding);
    h.set_instance("load");
    const auto bytes =
        signed_bytes(gateway::hello_proof{nonce_, binding, binding_, agent.name, link_key});
    h.set_signature(std::string(keys::bytes_of(agent.key.sign(bytes))));
  }
}

void load_link::take(const pb::FromMesh& what) {
  if (what.has_challenge())
    hello(what.challenge().nonce());
  counts_.welcomed += static_cast<std::uint64_t>(what.welcome_size());
  counts_.refused += static_cast<std::uint64_t>(what.refused_size());
  if (what.has_pulse())
    *next_.mutable_pulse() = what.pulse();
  if (what.deliver_size() == 0)
    return;
  gateway::answers_proof proof{nonce_, ++number_, {}};
  for (const auto& d : what.deliver()) {
    auto& a = *next_.add_answer();
    a.set_agent(d.agent());
    a.set_id(d.id());
    a.set_state(1);
    a.set_processing_ms(0);
    proof.answers.push_back(gateway::digest_of(gateway::content_of(d.agent(), a)));
  }
  counts_.answered += static_cast<std::uint64_t>(what.deliver_size());
  next_.set_number(number_);
  next_.set_signature(std::string(keys::bytes_of(link_key_.sign(signed_bytes(proof)))));
}

} // namespace mesh::bench
