#include "runtime/agent_client/agent_client.hpp"

#include <atomic>
#include <random>

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "runtime/agent_client/agent_addresses.hpp"
#include "runtime/agent_client/client_session.hpp"
#include "runtime/agent_client/reconnect_delay.hpp"
#include "runtime/http/beast.hpp"

namespace mesh::agent_client {

namespace {

namespace asio = control::asio;
namespace beast = control::beast;
namespace websocket = beast::websocket;
using control::io_error;
using control::or_error;
using stream = websocket::stream<control::tls_stream>;

constexpr auto connect_patience = std::chrono::seconds(10);
constexpr auto look_around = std::chrono::milliseconds(50);
constexpr auto look_for_end = std::chrono::milliseconds(250); // of a link that is idle
constexpr auto longest_silence = 4;                           // pulses that did not come
constexpr std::size_t largest_message = 16 * 1024 * 1024;

/// Where the agent finds its mesh, as its invite says.
tl::expected<std::vector<link_address>, error> addresses_of(const agent_credentials& who) {
  std::vector<std::string> urls{who.url};
  urls.insert(urls.end(), who.urls.begin(), who.urls.end());
  std::vector<link_address> read;
  for (const auto& url : urls) {
    auto one = read_link_address(url);
    if (!one)
      return tl::unexpected(one.error());
    read.push_back(std::move(*one));
  }
  return read;
}

/// Trusts the mesh's authority alone, and the host that is meant.
tl::expected<std::shared_ptr<asio::ssl::context>, error> context_for(const std::string& ca) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  io_error failed;
  context->add_certificate_authority(asio::buffer(ca), failed);
  if (!failed)
    context->set_verify_mode(asio::ssl::verify_peer, failed);
  if (failed || SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION) != 1)
    return tl::unexpected(error{errc::certificate_invalid,
                                "the `ca` of the credentials is no certificate",
                                "enroll the agent again"});
  return context;
}

std::string certificate_digest(SSL* tls) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  X509* cert = SSL_get1_peer_certificate(tls);
  if (cert == nullptr
      || X509_digest(cert, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()),
                     &length)
             != 1)
    length = 0;
  X509_free(cert);
  digest.resize(length);
  return digest;
}

} // namespace

struct agent_client::machine {
  machine(client_options o, kept_credentials kept, std::vector<link_address> of_invite,
          std::shared_ptr<asio::ssl::context> with)
      : options(std::move(o)),
        credentials(std::move(kept)),
        addresses(std::move(of_invite)),
        context(std::move(with)),
        session(credentials.who, options.signed_deliveries, ways()) {}

  client_session::ways ways() {
    client_session::ways made;
    made.now = [] {
      return time_point(std::chrono::steady_clock::now());
    };
    made.work = [this](const job& what, std::uint64_t run) {
      work_on(what, run);
    };
    made.cancel = [this](message_id what) {
      options.body->cancel(what);
      return options.body->cancels();
    };
    made.keep_new_key = [this] {
      auto kept = keep_credentials(credentials);
      if (!kept)
        log(to_string(kept.error()));
      return kept.has_value();
    };
    made.log = [this](const std::string& line) {
      log(line);
    };
    return made;
  }
  void log(const std::string& line) const {
    if (options.log)
      options.log(credentials.who.agent + ": " + line);
  }

  /// Results come from any thread.
  void work_on(job what, std::uint64_t run) {
    what.progress = [this, id = what.id, alive = std::weak_ptr(lives)](double share,
                                                                       std::string note) {
      if (auto still = alive.lock())
        asio::post(io, [this, id, share, note = std::move(note)] {
          session.progressed(id, share, note);
          wake();
        });
    };
    auto completion = [this, run, id = what.id]() -> work_done {
      return [this, id, run, alive = std::weak_ptr(lives)](work_result result) {
        if (auto still = alive.lock())
          asio::post(io, [this, id, run, result = std::move(result)]() mutable {
            session.finished(id, run, std::move(result));
            wake();
          });
      };
    };
    if (auto planned = options.body->start(what, completion))
      asio::post(io, [this, run, id = what.id, result = std::move(planned->result)]() mutable {
        session.finished(id, run, std::move(result));
        wake();
      });
  }
  void wake() { ready.cancel(); }

  asio::awaitable<void> live();
  asio::awaitable<bool> dial(stream& socket, link_address at);
  void note_end();
  asio::awaitable<void> read(stream& socket);
  asio::awaitable<void> write(stream& socket);

  client_options options;
  kept_credentials credentials;
  agent_addresses addresses;
  std::shared_ptr<asio::ssl::context> context;
  asio::io_context io{1};
  asio::steady_timer ready{io};
  std::shared_ptr<int> lives = std::make_shared<int>(0);
  client_session session;
  reconnect_delay delay;
  std::mt19937_64 random{std::random_device{}()};
  std::atomic<bool> stopping{false};
  gateway::link_format format = gateway::link_format::protobuf; // of this link
  bool up = false;
  bool writing = false;
  double pulse_ms = 5'000;
};

/// A link after the other, until it is to end or is not wanted.
asio::awaitable<void> agent_client::machine::live() {
  while (!stopping && !session.refused()) {
    io_error ignored;
    stream socket(io, *context);
    if (co_await dial(socket, addresses.next())) {
      up = true;
      transport::spawn(io, write(socket));
      co_await read(socket);
      up = false;
      wake();
      while (writing) { // it ends at once: the socket is closed
        asio::steady_timer rest(io, look_around);
        co_await rest.async_wait(or_error(ignored));
      }
      note_end();
    }
    if (stopping || session.refused())
      break;
    if (addresses.at_once())
      continue;
    delay.not_before(session.come_back_ms());
    const auto wait = delay.next(std::uniform_real_distribution<>()(random));
    log("no link; again in " + std::to_string(static_cast<long>(to_ms(wait))) + " ms");
    asio::steady_timer rest(io);
    for (auto left = wait; left > duration::zero() && !stopping; left -= look_around) {
      rest.expires_after(std::min<duration>(left, look_around));
      co_await rest.async_wait(or_error(ignored));
    }
  }
}

/// A link has ended: what it showed of the next one.
void agent_client::machine::note_end() {
  if (session.welcome()) {
    delay.reset();
    addresses.welcomed();
  }
  if (const auto& url = session.sent_to()) {
    if (auto there = read_link_address(*url))
      addresses.sent_to(std::move(*there));
    else
      log("the mesh sends the agent elsewhere, but " + to_string(there.error()));
  }
  session.lost();
}

asio::awaitable<bool> agent_client::machine::dial(stream& socket, link_address at) {
  const auto& where = at.where;
  io_error failed;
  const auto why = [&](const std::string& what) {
    log(what + " " + to_string(where) + ": " + failed.message());
    return false;
  };
  control::tcp::resolver resolver(io);
  const auto found =
      co_await resolver.async_resolve(where.host, std::to_string(where.port), or_error(failed));
  if (failed)
    co_return why("cannot find");
  auto& lowest = beast::get_lowest_layer(socket);
  lowest.expires_after(connect_patience);
  co_await lowest.async_connect(found, or_error(failed));
  if (failed)
    co_return why("cannot reach");
  lowest.socket().set_option(control::tcp::no_delay(true), failed);
  auto& tls = socket.next_layer();
  SSL_set_tlsext_host_name(tls.native_handle(), where.host.c_str());
  tls.set_verify_callback(asio::ssl::host_name_verification(where.host), failed);
  lowest.expires_after(connect_patience);
  co_await tls.async_handshake(asio::ssl::stream_base::client, or_error(failed));
  if (const auto verdict = SSL_get_verify_result(tls.native_handle());
      failed && verdict != X509_V_OK) {
    log("the certificate of " + to_string(where)
        + " is not good: " + X509_verify_cert_error_string(verdict));
    co_return false;
  }
  if (failed)
    co_return why("no TLS with");
  socket.set_option(websocket::stream_base::decorator([](websocket::request_type& asked) {
    asked.set(control::http::field::sec_websocket_protocol,
              std::string(gateway::protobuf_subprotocol) + ", "
                  + std::string(gateway::json_subprotocol));
  }));
  socket.set_option(
      websocket::stream_base::timeout{connect_patience, websocket::stream_base::none(), false});
  socket.read_message_max(largest_message);
  websocket::response_type answer;
  co_await socket.async_handshake(answer, to_string(where), at.path, or_error(failed));
  if (failed)
    co_return why("no agent link at");
  const auto agreed = answer[control::http::field::sec_websocket_protocol];
  format = std::string_view(agreed.data(), agreed.size()) == gateway::json_subprotocol
               ? gateway::link_format::json
               : gateway::link_format::protobuf;
  socket.binary(format == gateway::link_format::protobuf);
  lowest.expires_never();
  session.linked(certificate_digest(tls.native_handle()));
  co_return true;
}

/// Ends when the link does. A mesh that sends no pulse is not there any more.
asio::awaitable<void> agent_client::machine::read(stream& socket) {
  auto& lowest = beast::get_lowest_layer(socket);
  beast::flat_buffer buffer;
  while (up) {
    io_error failed;
    asio::steady_timer silence(io, from_ms(longest_silence * pulse_ms));
    silence.async_wait([&lowest, alive = std::weak_ptr(lives)](const io_error& cancelled) {
      if (!cancelled && alive.lock())
        lowest.close();
    });
    co_await socket.async_read(buffer, or_error(failed));
    silence.cancel();
    if (failed)
      break;
    const auto data = buffer.data();
    auto read =
        gateway::read_from_mesh(format, {static_cast<const char*>(data.data()), data.size()});
    buffer.consume(buffer.size());
    if (!read) {
      log("the mesh says what cannot be read: " + read.error().detail);
      break;
    }
    const auto& said = *read;
    if (said.has_challenge() && said.challenge().pulse_ms() > 0)
      pulse_ms = said.challenge().pulse_ms();
    session.heard(said);
    wake();
    if (said.has_goodbye() || session.refused() || session.turned_away() || session.sent_to())
      break;
  }
  lowest.close();
}

asio::awaitable<void> agent_client::machine::write(stream& socket) {
  writing = true;
  auto aside = false;
  auto end_at = std::chrono::steady_clock::time_point::max();
  while (up) {
    io_error failed;
    if (stopping && !std::exchange(aside, true)) {
      end_at = std::chrono::steady_clock::now() + options.end_patience;
      session.step_aside();
    }
    const auto now = std::chrono::steady_clock::now();
    const auto over = aside && (session.idle() || now >= end_at);
    if (over)
      session.goodbye();
    if (auto said = session.take()) {
      const auto bytes = gateway::write_message(format, *said);
      co_await socket.async_write(asio::buffer(bytes), or_error(failed));
      if (failed)
        break;
      if (!over)
        continue; // more may have come meanwhile, and nobody waited to be woken
    }
    if (over) {
      co_await socket.async_close(websocket::close_code::normal, or_error(failed));
      break;
    }
    ready.expires_after(look_for_end); // it is to end: nobody wakes it then
    co_await ready.async_wait(or_error(failed));
  }
  up = false;
  writing = false;
  beast::get_lowest_layer(socket).close();
}

agent_client::agent_client(std::unique_ptr<machine> made) : machine_(std::move(made)) {}
agent_client::~agent_client() = default;

tl::expected<std::unique_ptr<agent_client>, error> agent_client::open(client_options options) {
  auto kept = open_credentials(options.file);
  if (!kept)
    return tl::unexpected(kept.error());
  auto of_invite = addresses_of(kept->who);
  if (!of_invite)
    return tl::unexpected(of_invite.error());
  auto context = context_for(kept->who.ca);
  if (!context)
    return tl::unexpected(context.error());
  return std::unique_ptr<agent_client>(new agent_client(std::make_unique<machine>(
      std::move(options), std::move(*kept), std::move(*of_invite), std::move(*context))));
}

tl::expected<void, error> agent_client::run() {
  auto& m = *machine_;
  transport::spawn(m.io, m.live());
  m.io.run();
  if (const auto& why = m.session.refused())
    return tl::unexpected(*why);
  return {};
}

void agent_client::stop() {
  machine_->stopping = true;
}

} // namespace mesh::agent_client
