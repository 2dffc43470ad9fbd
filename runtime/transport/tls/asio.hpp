#pragma once
#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

/// Boost.Asio as the transport uses it: coroutines on one thread, and errors
/// as values.
namespace mesh::transport {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = asio::ip::tcp;
using local_socket = asio::local::stream_protocol::socket;
using io_error = boost::system::error_code;
using steady = std::chrono::steady_clock;

/// Runs a coroutine beside the others. What it throws ends the process: a link
/// that silently stopped would be worse.
inline void spawn(asio::io_context& io, asio::awaitable<void> coroutine) {
  asio::co_spawn(io, std::move(coroutine), [](const std::exception_ptr& thrown) {
    if (thrown)
      std::rethrow_exception(thrown);
  });
}

/// Awaits, and puts what went wrong into `error`.
inline auto or_error(io_error& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

} // namespace mesh::transport
