#pragma once
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "actors/work/http/web_caller.hpp"
#include "actors/work/random.hpp"
#include "config/web_url.hpp"
#include "runtime/calls/a2a_talk.hpp"
#include "runtime/calls/callback_book.hpp"
#include "runtime/calls/web_exchange.hpp"
#include "runtime/identity/ed25519.hpp"

namespace mesh::calls {

/// The calls of a process: those under way, those that wait for a place, and the thread that
/// all of them live on.
class call_desk : public std::enable_shared_from_this<call_desk> {
public:
  call_desk(calls_config limits, std::shared_ptr<transport::ssl::context> tls,
            identity::ed25519::signing_key key, std::shared_ptr<callback_book> callbacks);

  // -- any thread ---------------------------------------------------------------------

  tl::expected<web_caller::token, error> add(web_call what, work_done done);
  void cancel(web_caller::token which);
  /// Ends all calls, and run().
  void close();

  // -- its thread ---------------------------------------------------------------------

  /// Serves calls until close().
  void run();

private:
  struct open_call;
  class line;
  using call_ptr = std::shared_ptr<open_call>;
  void enter(const call_ptr& call);
  void begin_next();
  void give_up_place(open_call& call);
  static void stop(open_call& call);
  static void wake(open_call& call);
  static asio::awaitable<void> pause_until(call_ptr call, time_point until);
  asio::awaitable<void> serve(call_ptr call);
  asio::awaitable<std::optional<work_result>> result_of_all(call_ptr call);
  asio::awaitable<std::optional<work_result>> result_of_calls(call_ptr call);
  asio::awaitable<std::optional<work_result>> result_of_talk(call_ptr call);
  asio::awaitable<std::optional<call_attempt>>
  attempts(call_ptr call, std::string url, std::function<std::string()> body, bool acts);
  asio::awaitable<void> post_alone(call_ptr call, std::string url, std::string body);
  [[nodiscard]] std::optional<call_attempt> refusal_of(const std::string& url) const;
  asio::awaitable<std::optional<work_result>> wait_for_callback(call_ptr call);
  tl::expected<void, error> expect_callback(const call_ptr& call);
  [[nodiscard]] web_request request_for(const open_call& call, const std::string& url,
                                        std::string body, bool get) const;

  const calls_config limits_;
  const std::shared_ptr<transport::ssl::context> tls_;
  const identity::ed25519::signing_key key_;
  const std::shared_ptr<callback_book> callbacks_; // null: nobody can answer later
  asio::io_context io_;
  name_lookup names_;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> open_;
  random_source random_;
  std::map<web_caller::token, call_ptr> calls_;
  std::deque<call_ptr> waiting_;
  int under_way_ = 0;
  int talks_ = 0; // with agents that speak A2A
  card_shelf cards_;
  bool closed_ = false;
  std::atomic<int> known_{0}; // under way or waiting
  std::atomic<web_caller::token> last_{0};
};

} // namespace mesh::calls
