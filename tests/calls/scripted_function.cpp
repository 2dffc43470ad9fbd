#include "tests/calls/scripted_function.hpp"

#include <algorithm>

#include "runtime/http/beast.hpp"

namespace mesh::test {

namespace {

namespace asio = transport::asio;
namespace beast = control::beast;
namespace http = control::http;
using transport::io_error;
using transport::or_error;
using transport::tcp;

constexpr auto long_time = std::chrono::seconds(30);

std::string lower_case(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return all;
}

received_call received_of(const http::request<http::string_body>& message) {
  received_call call;
  call.target = std::string(message.target());
  for (const auto& field : message)
    call.headers[lower_case({field.name_string().data(), field.name_string().size()})] =
        std::string(field.value());
  call.body = message.body();
  return call;
}

} // namespace

std::string answer_text(unsigned status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Status\r\n" + headers
         + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

scripted_function::scripted_function(script answers,
                                     std::shared_ptr<transport::ssl::context> tls,
                                     const std::string& address)
    : answers_(std::move(answers)), tls_(std::move(tls)) {
  const tcp::endpoint where(asio::ip::make_address(address), 0);
  acceptor_.open(where.protocol());
  acceptor_.bind(where);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  transport::spawn(io_, accept());
  thread_ = std::thread([this] { io_.run(); });
}

scripted_function::~scripted_function() {
  io_.stop();
  thread_.join();
}

std::string scripted_function::url(const std::string& host) const {
  return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_) + "/f?x=1";
}

std::vector<received_call> scripted_function::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

bool scripted_function::waits_for_requests(std::size_t many) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, long_time, [&] { return received_.size() >= many; });
}

bool scripted_function::waits_for_hangups(int many) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, long_time, [&] { return hangups_ >= many; });
}

int scripted_function::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

asio::awaitable<void> scripted_function::accept() {
  for (;;) {
    io_error failed;
    auto socket = co_await acceptor_.async_accept(or_error(failed));
    if (failed)
      co_return;
    {
      const std::lock_guard lock(mutex_);
      ++connections_;
    }
    transport::spawn(io_, serve(std::move(socket)));
  }
}

asio::awaitable<void> scripted_function::serve(tcp::socket socket) {
  if (!tls_) {
    co_await converse(socket);
    co_return;
  }
  asio::ssl::stream<tcp::socket> secured(std::move(socket), *tls_);
  io_error failed;
  co_await secured.async_handshake(asio::ssl::stream_base::server, or_error(failed));
  if (!failed)
    co_await converse(secured);
}

template <class Stream>
asio::awaitable<void> scripted_function::converse(Stream& on) {
  io_error failed;
  beast::flat_buffer buffer;
  http::request<http::string_body> message;
  co_await http::async_read(on, buffer, message, or_error(failed));
  if (failed)
    co_return;
  const auto call = received_of(message);
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    received_.push_back(call);
    number = static_cast<int>(received_.size());
  }
  changed_.notify_all();
  const auto answer = answers_(number, call);
  co_await asio::async_write(on, asio::buffer(answer.bytes), or_error(failed));
  if (!answer.hold)
    co_return;
  std::array<char, 64> bytes{};
  while (!failed)
    co_await on.async_read_some(asio::buffer(bytes), or_error(failed));
  {
    const std::lock_guard lock(mutex_);
    ++hangups_;
  }
  changed_.notify_all();
}

} // namespace mesh::test
