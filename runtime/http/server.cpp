#include "runtime/http/server.hpp"

#include <thread>

#include <spdlog/spdlog.h>

#include "messages/vocabulary.hpp"
#include "runtime/http/listener.hpp"
#include "runtime/http/request_reader.hpp"
#include "runtime/http/switchboard.hpp"
#include "runtime/transport/tls/tls_identity.hpp"

namespace mesh::control {

namespace {

/// X2: what is not encrypted stays on this machine.
tl::expected<void, error> only_loopback(const std::string& listen) {
  const auto at = read_listen(listen);
  if (!at)
    return tl::unexpected(at.error());
  io_error no_address;
  if (asio::ip::make_address(at->host, no_address).is_loopback() && !no_address)
    return {};
  return tl::unexpected(error{errc::invalid_argument,
                              to_string(*at) + " is no address of loopback",
                              "listen at 127.0.0.1, or with certificates (--listen, --certs)"});
}

} // namespace

struct server::machine {
  explicit machine(server_options given)
      : options(std::move(given)),
        io(1),
        acceptor(io),
        board(io, options),
        who(options.files) {}

  server_options options;
  asio::io_context io;
  tcp::acceptor acceptor;
  switchboard board;
  transport::tls_identity who;
  std::thread thread;
  host_port where;

  tl::expected<void, error> read() {
    return options.plain ? tl::expected<void, error>() : who.read();
  }

  tl::expected<void, error> open() {
    if (options.plain)
      if (auto good = only_loopback(options.limits.listen); !good)
        return good;
    auto at = listen_at(acceptor, options.limits.listen);
    if (!at)
      return tl::unexpected(at.error());
    where = *at;
    board.origins = origin_rules(!options.plain, where);
    return {};
  }

  asio::awaitable<void> accept_all() {
    while (auto socket = co_await next_peer(acceptor)) {
      io_error error;
      const auto from = socket->remote_endpoint(error);
      if (error)
        continue; // has left already
      socket->set_option(tcp::no_delay(true), error);
      auto c = std::make_shared<connection>(std::move(*socket),
                                            options.plain ? nullptr : who.context(),
                                            most_buffered(options.limits));
      c->address = from.address().to_string();
      board.begin(c);
      transport::spawn(io, serve(board, c));
    }
  }
};

server::server(std::unique_ptr<machine> made) : machine_(std::move(made)) {
  auto& m = *machine_;
  transport::spawn(m.io, m.accept_all());
  m.thread = std::thread([&m] { m.io.run(); });
}

tl::expected<std::unique_ptr<server>, error> server::start(server_options options) {
  auto m = std::make_unique<machine>(std::move(options));
  if (auto read = m->read(); !read)
    return tl::unexpected(read.error());
  if (auto opened = m->open(); !opened)
    return tl::unexpected(opened.error());
  return std::unique_ptr<server>(new server(std::move(m)));
}

server::~server() {
  auto& m = *machine_;
  asio::post(m.io, [&m] {
    io_error ignored;
    m.acceptor.close(ignored);
    m.board.end_all();
  });
  m.thread.join(); // when the last connection has ended
  m.board.join();
}

tl::expected<void, error> server::reload() {
  return machine_->read();
}

std::uint16_t server::port() const {
  return machine_->where.port;
}

std::string server::address() const {
  return to_string(machine_->where);
}

identity::peer_name server::who() const {
  return machine_->who.who();
}

identity::validity server::valid() const {
  return machine_->who.valid();
}

server_counts server::counts() const {
  return machine_->board.counts();
}

} // namespace mesh::control
