#include "runtime/calls/model_client.hpp"

#include <algorithm>
#include <filesystem>
#include <future>

#include "runtime/base/file_io.hpp"
#include "runtime/base/secret_file.hpp"
#include "runtime/calls/call_tls.hpp"
#include "runtime/calls/model_messages.hpp"

namespace mesh::calls {

namespace {

constexpr std::size_t longest_key = 4'096;

tl::expected<std::string, error> read_key(const std::string& file) {
  const auto field = "talk.model.key_file: ";
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)
      && !std::filesystem::is_regular_file(file, ignored)) // a pipe would be waited for
    return tl::unexpected(error{errc::invalid_argument, field + (file + " is no regular file"),
                                "name a file with the model's key, for its owner only"});
  if (storage::is_exposed(file))
    return tl::unexpected(error{errc::key_exposed,
                                field + file + " holds the model's key, and others may read it",
                                "chmod 600 " + file});
  auto text = storage::read_file(file, longest_key);
  if (!text)
    return tl::unexpected(error{text.error().code, field + text.error().detail,
                                "put the model's key there, for its owner only"});
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r'))
    text->pop_back();
  // Anything else could begin another line of a request.
  const auto good = [](unsigned char c) {
    return c > ' ' && c < 0x7f;
  };
  if (text->empty() || !std::ranges::all_of(*text, good))
    return tl::unexpected(error{errc::invalid_argument,
                                field + file + " holds no key of visible ASCII characters",
                                "put the model's key there, on one line"});
  return text;
}

/// As calls of agents are bounded, for the one host that the configuration names.
calls_config limits_of(const talk_model_config& to) {
  calls_config limits;
  limits.private_addresses = to.private_addresses;
  limits.plain_http = to.plain_http;
  limits.ca = to.ca;
  return limits;
}

} // namespace

/// A question until its answer.
struct model_client::open_question {
  web_request request;
  std::unique_ptr<web_exchange> exchange = {};
  bool stopped = false;
  std::promise<call_attempt> seen = {};
};

tl::expected<std::shared_ptr<talk_model>, error>
model_client::start(const talk_model_config& to, std::function<bool()> interrupted) {
  std::string key;
  if (!to.key_file.empty()) {
    auto read = read_key(to.key_file);
    if (!read)
      return tl::unexpected(read.error());
    key = std::move(*read);
  }
  auto tls = open_call_tls(to.ca);
  if (!tls)
    return tl::unexpected(tls.error());
  return std::shared_ptr<talk_model>(
      new model_client(to, std::move(key), std::move(*tls), std::move(interrupted)));
}

model_client::model_client(talk_model_config to, std::string key,
                           std::shared_ptr<transport::ssl::context> tls,
                           std::function<bool()> interrupted)
    : to_(std::move(to)),
      limits_(limits_of(to_)),
      key_(std::move(key)),
      tls_(std::move(tls)),
      interrupted_(std::move(interrupted)),
      thread_([this] { io_.run(); }) {}

model_client::~model_client() {
  open_.reset();
  io_.stop();
  thread_.join();
}

web_request model_client::request_for(const model_question& what) const {
  const auto now = steady::now();
  web_request request;
  request.where = completions_url(to_);
  request.body = completion_request(to_, what);
  request.answer_bytes = static_cast<std::size_t>(to_.answer_bytes);
  request.answered_by = now + from_ms(to_.timeout_ms);
  request.connected_by =
      std::min(request.answered_by, now + from_ms(limits_.connect_timeout_ms));
  if (!key_.empty())
    request.headers = {{"Authorization", "Bearer " + key_}};
  return request;
}

asio::awaitable<void> model_client::serve(std::shared_ptr<open_question> what) {
  if (what->stopped) {
    what->seen.set_value({});
    co_return;
  }
  what->exchange = std::make_unique<web_exchange>(io_, names_, limits_, tls_);
  auto seen = co_await what->exchange->post(what->request);
  what->exchange.reset();
  what->seen.set_value(std::move(seen));
}

tl::expected<std::string, error> model_client::answer_to(const model_question& what) {
  constexpr auto look_again = std::chrono::milliseconds(50);
  if (++under_way_ > to_.at_once) {
    --under_way_;
    return tl::unexpected(error{errc::too_many_in_flight,
                                "the model is asked by as many as talk.model.at_once ("
                                    + std::to_string(to_.at_once) + ") already",
                                "ask again in a moment"});
  }
  const auto mine = std::make_shared<open_question>(open_question{request_for(what)});
  auto seen = mine->seen.get_future();
  asio::post(io_, [this, mine] { transport::spawn(io_, serve(mine)); });
  auto stopped = false;
  while (seen.wait_for(look_again) != std::future_status::ready)
    if (!stopped && interrupted_ && interrupted_()) {
      stopped = true;
      asio::post(io_, [mine] {
        mine->stopped = true;
        if (mine->exchange)
          mine->exchange->stop();
      });
    }
  --under_way_;
  if (stopped)
    return tl::unexpected(error{errc::cancelled, "the model's answer was not waited for"});
  return completion_text(to_, seen.get());
}

} // namespace mesh::calls
