#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/transport/tls/asio.hpp"

/// A function behind a URL on loopback, which answers as a test says.
namespace mesh::test {

/// A request as it came.
struct received_call {
  std::string target;
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;
};

/// An answer, to the byte. `hold`: the connection then stays open, and no more comes.
struct scripted_answer {
  std::string bytes;
  bool hold = false;
};

/// A whole answer with these headers, each with its line end.
std::string answer_text(unsigned status, const std::string& body,
                        const std::string& headers = "Content-Type: application/json\r\n");

class scripted_function {
public:
  using script = std::function<scripted_answer(int number, const received_call&)>;

  /// `number` counts requests from 1. With a TLS context, it is https.
  explicit scripted_function(script answers, std::shared_ptr<transport::ssl::context> tls = {},
                             const std::string& address = "127.0.0.1");
  ~scripted_function();
  scripted_function(const scripted_function&) = delete;
  scripted_function& operator=(const scripted_function&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const;
  [[nodiscard]] std::vector<received_call> received() const;
  /// Waits until so many requests have come, or connections were closed by the other side;
  /// false after a long time.
  [[nodiscard]] bool waits_for_requests(std::size_t many) const;
  [[nodiscard]] bool waits_for_hangups(int many) const;
  /// Connections that were accepted.
  [[nodiscard]] int connections() const;

private:
  transport::asio::awaitable<void> accept();
  template <class Stream>
  transport::asio::awaitable<void> converse(Stream& on);
  transport::asio::awaitable<void> serve(transport::tcp::socket socket);

  const script answers_;
  const std::shared_ptr<transport::ssl::context> tls_;
  transport::asio::io_context io_{1};
  transport::tcp::acceptor acceptor_{io_};
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<received_call> received_;
  int connections_ = 0;
  int hangups_ = 0;
  std::thread thread_;
};

} // namespace mesh::test
