#include "runtime/transport/links/pump.hpp"

#include <thread>

#include "runtime/transport/links/dialler.hpp"
#include "runtime/transport/links/listener.hpp"
#include "runtime/transport/links/socket_pair.hpp"
#include "runtime/transport/tls/tls_identity.hpp"

namespace mesh::transport {

namespace {

constexpr double sweep_ms = 50; // how exact deadlines are
constexpr double wind_up_step_ms = 5;

asio::awaitable<void> wait(asio::io_context& io, double ms) {
  asio::steady_timer timer(io, switchboard::after(ms));
  io_error ignored;
  co_await timer.async_wait(or_error(ignored));
}

asio::awaitable<void> sweep(switchboard& board) {
  for (;;) {
    co_await wait(board.io, sweep_ms);
    board.sweep();
  }
}

asio::awaitable<void> wait_until_empty(switchboard& board, double ms) {
  for (auto until = switchboard::after(ms); !board.empty() && steady::now() < until;)
    co_await wait(board.io, wind_up_step_ms);
}

/// Links whose actor system has gone end by themselves, and first send what
/// it left. The others are ended.
asio::awaitable<void> wind_up(switchboard& board) {
  co_await wait_until_empty(board, board.limits.linger_ms);
  board.end_all(link_end::shut_down);
  co_await wait_until_empty(board, board.limits.linger_ms);
  board.io.stop();
}

} // namespace

struct pump::machine {
  explicit machine(pump_options given)
      : options(std::move(given)),
        io(1),
        guard(asio::make_work_guard(io)),
        board(io, options.limits, options.observer),
        who(options.files) {}

  pump_options options;
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> guard;
  switchboard board;
  tls_identity who;
  std::thread thread;
};

pump::pump(std::unique_ptr<machine> made) : machine_(std::move(made)) {
  auto& m = *machine_;
  spawn(m.io, sweep(m.board));
  m.thread = std::thread([&m] { m.io.run(); });
}

tl::expected<std::shared_ptr<pump>, error> pump::start(pump_options options) {
  auto m = std::make_unique<machine>(std::move(options));
  if (auto read = m->who.read(); !read)
    return tl::unexpected(read.error());
  m->board.context = [&m = *m] {
    return m.who.context();
  };
  return std::shared_ptr<pump>(new pump(std::move(m)));
}

pump::~pump() {
  auto& m = *machine_;
  spawn(m.io, wind_up(m.board));
  m.thread.join();
}

tl::expected<void, error> pump::reload() {
  return machine_->who.read();
}

tl::expected<local_end, error> pump::dial(const dial_address& where, std::uint16_t port,
                                          const basp_node& own_node) {
  auto pair = make_socket_pair();
  if (!pair)
    return tl::unexpected(pair.error());
  auto& board = machine_->board;
  auto k = std::make_shared<link>(machine_->io, machine_->who.context(), false);
  k->local.assign(asio::local::stream_protocol(), pair->ours.release());
  asio::post(machine_->io, [&board, k, order = dial_order{where, port, own_node}] {
    transport::dial(board, k, order);
  });
  return local_end{std::move(pair->theirs), board.give_up(k)};
}

tl::expected<open_port, error> pump::listen(const listen_address& where, std::uint16_t port,
                                            bool reuse, const basp_node& own_node) {
  auto at = std::make_shared<listener>(machine_->io);
  at->where = where;
  at->own_node = own_node;
  if (auto opened = open(*at, port, reuse); !opened)
    return tl::unexpected(opened.error());
  auto pair = make_socket_pair();
  if (!pair)
    return tl::unexpected(pair.error());
  at->wake.assign(asio::local::stream_protocol(), pair->ours.release());
  at->wake.non_blocking(true);
  open_port opened{at->acceptor.local_endpoint().port(), std::move(pair->theirs), at->accepted};
  asio::post(machine_->io, [&board = machine_->board, at] { serve(board, at); });
  return opened;
}

link_counts pump::counts() const {
  return machine_->board.counts();
}

const transport_config& pump::limits() const {
  return machine_->options.limits;
}

identity::peer_name pump::who() const {
  return machine_->who.who();
}

identity::validity pump::valid() const {
  return machine_->who.valid();
}

std::optional<identity::peer_name> pump::holder_of(const basp_node& node) const {
  return machine_->board.nodes.holder_of(node);
}

} // namespace mesh::transport
