// A way for the agents behind it: takes TCP streams, and gives them on to the mesh with a
// delay, jitter, loss and a bound on bytes a second, in each direction.
//   fleet_relay LISTEN-PORT HOST:PORT ORDERS [set NAME=VALUE..]
// ORDERS is a named pipe from which it reads orders while it runs (relay_control.hpp).
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <fcntl.h>

#include "examples/fleet/relay_control.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/http/listener.hpp"
#include "runtime/transport/tls/asio.hpp"

using namespace mesh::transport;
namespace control = mesh::control;

namespace {

constexpr std::size_t piece_bytes = 16'384;
constexpr std::size_t most_on_the_way = 4 << 20; // bytes; then no more is read
constexpr std::size_t most_remembered = 20'000;

/// By how much the newest pieces took longer than was set, in ms.
class way_record {
public:
  void add(double ms) {
    extra_ms_.push_back(ms);
    if (extra_ms_.size() > most_remembered)
      extra_ms_.pop_front();
  }
  void write(std::ostream& out) const {
    const char* between = "";
    out << '[';
    for (auto ms : extra_ms_)
      out << std::exchange(between, ",") << ms;
    out << ']';
  }

private:
  std::deque<double> extra_ms_;
};

/// One direction of one stream.
class flow {
public:
  flow(tcp::socket& from, tcp::socket& to, const way_settings& settings, way_record& record,
       std::uint64_t seed)
      : from_(from),
        to_(to),
        settings_(settings),
        record_(record),
        way_(seed),
        changed_(from.get_executor()) {}

  void stall(mesh::time_point until) { way_.stall(until); }

  asio::awaitable<void> read_all() {
    std::string buffer(piece_bytes, '\0');
    io_error failed;
    while (!failed) {
      if (on_the_way_ > most_on_the_way) {
        co_await change();
        continue;
      }
      const auto bytes = co_await from_.async_read_some(asio::buffer(buffer), or_error(failed));
      const auto now = steady::now();
      way_.set(settings_);
      pieces_.push_back({buffer.substr(0, bytes), now, way_.leaves_at(now, bytes),
                         settings_.delay_ms, bool(failed)});
      on_the_way_ += bytes;
      changed_.cancel();
    }
  }
  /// Ends when the stream has; its last bytes, and its end, take the way, too.
  asio::awaitable<void> write_all() {
    for (;;) {
      if (pieces_.empty()) {
        co_await change();
        continue;
      }
      auto piece = std::move(pieces_.front());
      pieces_.pop_front();
      on_the_way_ -= piece.bytes.size();
      changed_.cancel();
      asio::steady_timer there(to_.get_executor(), piece.leaves);
      io_error failed;
      co_await there.async_wait(or_error(failed));
      if (piece.last) {
        to_.shutdown(tcp::socket::shutdown_send, failed);
        co_return;
      }
      co_await asio::async_write(to_, asio::buffer(piece.bytes), or_error(failed));
      record_.add(mesh::to_ms(steady::now() - piece.came) - piece.set_ms);
      if (failed) {
        from_.close(failed); // nobody takes it
        co_return;
      }
    }
  }

private:
  struct piece {
    std::string bytes;
    mesh::time_point came;
    mesh::time_point leaves;
    double set_ms = 0;
    bool last = false;
  };
  asio::awaitable<void> change() {
    io_error woken;
    changed_.expires_at(mesh::time_point::max());
    co_await changed_.async_wait(or_error(woken));
  }

  tcp::socket& from_;
  tcp::socket& to_;
  const way_settings& settings_;
  way_record& record_;
  delay_line way_;
  asio::steady_timer changed_; // cancelled when pieces come or go
  std::deque<piece> pieces_;
  std::size_t on_the_way_ = 0;
};

class relay {
public:
  relay(const std::string& listen, control::host_port target, way_settings settings)
      : target_(std::move(target)), settings_(settings), acceptor_(io_), orders_(io_) {
    if (auto at = control::listen_at(acceptor_, listen); !at)
      throw std::runtime_error(to_string(at.error()));
  }

  void run(const std::string& orders) {
    // Read and write, so that it does not end with the first who writes.
    const auto pipe = ::open(orders.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (pipe < 0)
      throw std::runtime_error("cannot read orders from " + orders);
    orders_.assign(pipe);
    spawn(io_, take_orders());
    spawn(io_, accept_all());
    asio::signal_set ends(io_, SIGTERM, SIGINT);
    ends.async_wait([this](const io_error&, int) { io_.stop(); });
    io_.run();
  }

private:
  struct stream {
    tcp::socket agent;
    tcp::socket mesh;
    std::unique_ptr<flow> up, down;
    int open = 2; // directions
  };

  asio::awaitable<void> accept_all() {
    while (auto socket = co_await control::next_peer(acceptor_))
      spawn(io_, carry(std::move(*socket)));
  }

  asio::awaitable<void> carry(tcp::socket agent) {
    io_error failed;
    auto s = std::make_shared<stream>(stream{std::move(agent), tcp::socket(io_), {}, {}});
    const auto where = asio::ip::make_address(target_.host, failed);
    if (!failed)
      co_await s->mesh.async_connect({where, target_.port}, or_error(failed));
    if (failed) {
      std::cerr << "fleet_relay: cannot reach " << to_string(target_) << ": "
                << failed.message() << '\n';
      co_return;
    }
    for (auto* socket : {&s->agent, &s->mesh})
      socket->set_option(tcp::no_delay(true), failed);
    s->up = std::make_unique<flow>(s->agent, s->mesh, settings_, up_, ++seed_);
    s->down = std::make_unique<flow>(s->mesh, s->agent, settings_, down_, ++seed_);
    streams_.insert(s);
    for (auto* way : {s->up.get(), s->down.get()}) {
      spawn(io_, within(s, way->read_all()));
      spawn(io_, to_its_end(s, way->write_all()));
    }
  }
  static asio::awaitable<void> within(std::shared_ptr<stream>, asio::awaitable<void> part) {
    co_await std::move(part);
  }
  asio::awaitable<void> to_its_end(std::shared_ptr<stream> s, asio::awaitable<void> way) {
    co_await std::move(way);
    if (--s->open > 0)
      co_return;
    io_error ignored;
    s->agent.close(ignored);
    s->mesh.close(ignored);
    streams_.erase(s);
  }

  asio::awaitable<void> take_orders() {
    std::string text;
    for (io_error failed; !failed;) {
      const auto end = co_await asio::async_read_until(orders_, asio::dynamic_buffer(text),
                                                       '\n', or_error(failed));
      if (failed)
        break;
      const auto line = text.substr(0, end - 1);
      text.erase(0, end);
      if (const auto order = read_order(line, settings_))
        obey(*order);
      else
        std::cerr << "fleet_relay: '" << line << "' is no order\n";
    }
  }

  void obey(const relay_order& order) {
    if (order.settings)
      settings_ = *order.settings;
    if (order.stall_ms > 0)
      for (const auto& s : streams_)
        for (auto* way : {s->up.get(), s->down.get()})
          way->stall(steady::now() + mesh::from_ms(order.stall_ms));
    if (!order.report.empty())
      report(order.report);
  }

  /// Whole or not at all: somebody waits for it.
  void report(const std::string& file) const {
    const auto unfinished = file + ".new";
    {
      std::ofstream out(unfinished);
      out << R"({"delay_ms":)" << settings_.delay_ms << R"(,"down":)";
      down_.write(out);
      out << R"(,"up":)";
      up_.write(out);
      out << "}\n";
    }
    std::error_code failed;
    std::filesystem::rename(unfinished, file, failed);
    if (failed)
      std::cerr << "fleet_relay: cannot write " << file << ": " << failed.message() << '\n';
  }

  const control::host_port target_;
  way_settings settings_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::posix::stream_descriptor orders_;
  std::set<std::shared_ptr<stream>> streams_;
  way_record up_, down_;
  std::uint64_t seed_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: fleet_relay LISTEN-PORT HOST:PORT ORDERS [set NAME=VALUE..]\n";
    return 2;
  }
  std::string first;
  for (int i = 4; i < argc; ++i)
    first += std::string(argv[i]) + " ";
  const auto target = control::read_host_port(argv[2]);
  const auto order = first.empty() ? relay_order{way_settings(), 0, {}}
                                   : read_order(first, {}).value_or(relay_order());
  if (!target || !order.settings) {
    std::cerr << "fleet_relay: '" << argv[2] << "' is no HOST:PORT, or '" << first
              << "' is not as in 'set delay_ms=100 jitter=0.05 loss=0.01 bytes_per_s=1e6'\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    relay(argv[1], *target, *order.settings).run(argv[3]);
  } catch (const std::exception& e) {
    std::cerr << "fleet_relay: " << e.what() << '\n';
    return 1;
  }
}
