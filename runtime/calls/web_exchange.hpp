#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/work/http/call_attempt.hpp"
#include "config/calls.hpp"
#include "config/web_url.hpp"
#include "runtime/calls/name_lookup.hpp"

namespace mesh::calls {

/// A request, ready to be sent.
struct web_request {
  web_url where;
  bool get = false; // else it is a POST of the body
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t answer_bytes = 0; // of the answer, at most
  steady::time_point connected_by;
  steady::time_point answered_by;
};

/// One request, from finding the host to the end of the answer. Only addresses that calls may
/// go to are connected to; redirects are not followed (X5). On the thread of its context.
class web_exchange {
public:
  web_exchange(asio::io_context& io, name_lookup& names, const calls_config& limits,
               std::shared_ptr<transport::ssl::context> tls);
  ~web_exchange();
  web_exchange(const web_exchange&) = delete;
  web_exchange& operator=(const web_exchange&) = delete;

  asio::awaitable<call_attempt> post(const web_request& what);
  /// Ends it: what it awaits fails at once.
  void stop();

private:
  class wire;
  asio::awaitable<bool> connect(const web_request& what, call_attempt& seen);
  asio::awaitable<bool> secure(const web_request& what, call_attempt& seen);
  std::vector<tcp::endpoint> allowed(const std::vector<tcp::endpoint>& all,
                                     const std::string& host, call_attempt& seen) const;

  name_lookup& names_;
  const calls_config& limits_;
  std::shared_ptr<asio::steady_timer> alarm_;
  std::unique_ptr<wire> wire_;
  bool stopped_ = false;
};

} // namespace mesh::calls
