#pragma once
#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "runtime/calls/web_client.hpp"
#include "tests/calls/scripted_function.hpp"
#include "tests/support/catch.hpp"

/// A client of functions, and what those of the tests answer.
namespace mesh::test {

inline const auto good = answer_text(200, R"({"state": 1, "value": "done"})");

inline scripted_function::script always(std::string bytes) {
  return [bytes = std::move(bytes)](int, const received_call&) {
    return scripted_answer{bytes};
  };
}

/// Answers each request with the next of these; the last one again and again.
inline scripted_function::script in_order(std::vector<std::string> bytes) {
  return [bytes = std::move(bytes)](int number, const received_call&) {
    const auto last = static_cast<int>(bytes.size());
    return scripted_answer{bytes[static_cast<std::size_t>(std::min(number, last)) - 1]};
  };
}

inline scripted_answer silent(int, const received_call&) {
  return {"", true};
}

/// That loopback, and no TLS, may be called; waits are short.
inline calls_config loopback() {
  calls_config limits;
  limits.hosts = {"127.0.0.1", "localhost", "::1"};
  limits.private_addresses = true;
  limits.plain_http = true;
  limits.retry_ms = 1;
  limits.longest_retry_ms = 2;
  return limits;
}

inline identity::ed25519::signing_key some_key() {
  return *identity::ed25519::signing_key::from_seed({1, 2, 3});
}

class caller {
public:
  explicit caller(const calls_config& limits = loopback(),
                  std::shared_ptr<calls::callback_book> callbacks = {})
      : client_(*calls::web_client::start(limits, some_key(), std::move(callbacks))) {}

  std::future<work_result> begin(const http_work_config& to, std::string_view verb = "decide",
                                 duration time_left = std::chrono::seconds(30),
                                 std::uint64_t id = 7) {
    auto promise = std::make_shared<std::promise<work_result>>();
    job what{.id = {id}, .agent = {1, 2, 3}, .verb = verb, .payload = "hello"};
    what.time_left = time_left;
    const auto token = client_->call({what, to, verb == "act"}, [promise](work_result r) {
      promise->set_value(std::move(r));
    });
    if (token)
      newest_ = *token;
    else
      promise->set_value(work_result::failed(token.error().code, token.error().detail));
    return promise->get_future();
  }
  work_result call(const http_work_config& to, std::string_view verb = "decide",
                   duration time_left = std::chrono::seconds(30)) {
    return result_of(begin(to, verb, time_left));
  }
  work_result call(const scripted_function& whom, std::string_view verb = "decide") {
    return call({.url = whom.url()}, verb);
  }
  static work_result result_of(std::future<work_result> future) {
    REQUIRE(future.wait_for(std::chrono::minutes(1)) == std::future_status::ready);
    return future.get();
  }
  void cancel_newest() { client_->cancel(newest_); }
  void end() { client_.reset(); }

private:
  std::shared_ptr<calls::web_client> client_;
  web_caller::token newest_ = 0;
};

/// True when nobody will hear of a call any more: what it would tell is gone.
inline bool is_dropped(std::future<work_result>& call) {
  if (call.wait_for(std::chrono::minutes(1)) != std::future_status::ready)
    return false;
  try {
    call.get();
    return false;
  } catch (const std::future_error&) {
    return true;
  }
}

} // namespace mesh::test
