#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "actors/work/http/talk_model.hpp"
#include "config/calls.hpp"
#include "config/talk.hpp"
#include "runtime/calls/name_lookup.hpp"
#include "runtime/calls/web_exchange.hpp"

namespace mesh::calls {

/// Asks a language model over HTTP/1.1 (N1), each time on a connection of its own, and never
/// again by itself. It goes only to addresses that it may, as calls of agents do (X5). One
/// thread for all questions; who asks waits on their own.
class model_client final : public talk_model {
public:
  /// `certificate_invalid`: talk.model.ca cannot be read. `key_exposed`: others may read the
  /// key. `io_error`, `invalid_argument`: the file has no key.
  static tl::expected<std::shared_ptr<talk_model>, error>
  start(const talk_model_config& to, std::function<bool()> interrupted = {});
  /// Nobody may be waiting.
  ~model_client() override;
  model_client(const model_client&) = delete;
  model_client& operator=(const model_client&) = delete;

  tl::expected<std::string, error> answer_to(const model_question& what) override;

private:
  struct open_question;
  model_client(talk_model_config to, std::string key,
               std::shared_ptr<transport::ssl::context> tls, std::function<bool()> interrupted);
  asio::awaitable<void> serve(std::shared_ptr<open_question> what);
  [[nodiscard]] web_request request_for(const model_question& what) const;

  const talk_model_config to_;
  const calls_config limits_; // of one request
  const std::string key_;     // empty: none
  const std::shared_ptr<transport::ssl::context> tls_;
  const std::function<bool()> interrupted_; // may be empty
  std::atomic<int> under_way_{0};
  asio::io_context io_{1};
  name_lookup names_{io_};
  asio::executor_work_guard<asio::io_context::executor_type> open_{io_.get_executor()};
  std::thread thread_;
};

} // namespace mesh::calls
