#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actors/work/a2a/agent_card.hpp"
#include "actors/work/http/call_attempt.hpp"
#include "actors/work/http/web_caller.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::calls {

namespace asio = transport::asio;

/// The requests of one job, as a conversation needs them. On one thread.
class request_line {
public:
  virtual ~request_line() = default;
  /// The end of the last attempt at a request, which is sent again where that may help: a POST
  /// of what `body` says each time, or a GET without it. None: nobody wants the job any more.
  virtual asio::awaitable<std::optional<call_attempt>>
  ask(const std::string& url, std::function<std::string()> body, bool acts) = 0;
  /// False: nobody wants the job any more.
  virtual asio::awaitable<bool> rest(duration time) = 0;
  /// A POST whose answer nobody reads, and whose sender may have ended.
  virtual void tell(const std::string& url, const std::string& body) = 0;
  /// The job is the agent's now, for long perhaps: other jobs may be sent in its place.
  virtual void give_up_place() = 0;
  /// Until nobody waits for the job any more.
  [[nodiscard]] virtual duration time_left() const = 0;
};

/// Where agents that speak A2A take requests, by the URL of their card.
class card_shelf {
public:
  void keep(const std::string& url, const a2a::endpoint& what, time_point until) {
    kept_[url] = {what, until};
  }
  void drop(const std::string& url) { kept_.erase(url); }
  [[nodiscard]] std::optional<a2a::endpoint> find(const std::string& url,
                                                  time_point now) const {
    const auto found = kept_.find(url);
    return found == kept_.end() || found->second.second <= now
               ? std::nullopt
               : std::optional(found->second.first);
  }

private:
  std::map<std::string, std::pair<a2a::endpoint, time_point>>
      kept_; // a few: of configured URLs
};

/// A job with an agent that speaks A2A 1.0: its card, the message, its task until that ends.
class a2a_talk {
public:
  /// `call.a2a` is there. All that is given outlives it.
  a2a_talk(request_line& line, card_shelf& cards, web_call& call);
  /// None: nobody wants it any more; an open task is canceled.
  asio::awaitable<std::optional<work_result>> run();

private:
  asio::awaitable<std::optional<work_result>> find_endpoint();
  asio::awaitable<std::optional<work_result>> follow(call_attempt answer);
  [[nodiscard]] work_result named(work_result result) const;
  [[nodiscard]] work_result out_of_time(const std::string& seen) const;
  void cancel();

  request_line& line_;
  card_shelf& cards_;
  web_call& call_;
  const a2a_work_config& how_;
  const std::string id_;
  const std::string card_url_;
  a2a::endpoint at_;
  std::string task_; // that is open; empty: none
};

} // namespace mesh::calls
