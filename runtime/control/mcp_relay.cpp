#include "runtime/control/mcp_relay.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <semaphore>
#include <thread>
#include <unistd.h>
#include <vector>

#include "runtime/base/visible.hpp"
#include "runtime/mcp/revision.hpp"

namespace mesh::control {

using mcp::json;

namespace {

constexpr std::size_t most_under_way = 32; // requests
constexpr int most_asked_at_once = 4;      // of them; the others wait here
constexpr int look_around_ms = 50;
constexpr auto patience_at_end = std::chrono::seconds(5);
constexpr std::size_t packet_bytes = 65'536;

/// The lines of a descriptor, each as it comes.
class line_reader {
public:
  explicit line_reader(int from) : from_(from) {}

  /// None: the input has ended, or `stop` is true. A line that is too long comes cut: as a
  /// message it is refused for its length.
  std::optional<std::string> next(const std::atomic<bool>& stop) {
    for (;;) {
      if (const auto end = rest_.find('\n'); end != std::string::npos) {
        auto line = rest_.substr(0, end);
        rest_.erase(0, end + 1);
        if (std::exchange(skipping_, false))
          continue; // the end of one that was told already
        return line;
      }
      if (rest_.size() > mcp::most_message_bytes + 1) {
        if (!std::exchange(skipping_, true))
          return std::exchange(rest_, {});
        rest_.clear();
      }
      if (stop || !more(stop))
        return std::nullopt;
    }
  }

private:
  bool more(const std::atomic<bool>& stop) {
    std::array<char, packet_bytes> bytes{};
    for (;;) {
      pollfd one{from_, POLLIN, 0};
      const auto ready = ::poll(&one, 1, look_around_ms);
      if (stop || (ready < 0 && errno != EINTR))
        return false;
      if (ready <= 0)
        continue;
      const auto got = ::read(from_, bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      rest_.append(bytes.data(), static_cast<std::size_t>(got));
      return true;
    }
  }

  int from_;
  std::string rest_;
  bool skipping_ = false; // within a line that was too long
};

/// Requests under way, each on a thread of its own.
class client_requests {
public:
  client_requests(const mcp_relay_options& options, std::FILE* out)
      : options_(options), out_(out) {}
  ~client_requests() {
    for (auto& one : under_way_)
      one->cancelled = true;
    for (auto& one : under_way_)
      one->thread.join();
  }
  client_requests(const client_requests&) = delete;
  client_requests& operator=(const client_requests&) = delete;

  void take(const std::string& line) {
    if (line.find_first_not_of(" \t\r") == std::string::npos)
      return;
    auto read = mcp::read_message(line);
    if (!read)
      return write(json_text(mcp::error_message(read.error().id, read.error().why)));
    sweep();
    if (!read->is_request())
      return read->method == "notifications/cancelled" ? cancel(read->params) : void();
    if (const auto refused = not_taken(read->id))
      return write(json_text(mcp::error_message(read->id, *refused)));
    auto& one = *under_way_.emplace_back(std::make_unique<asked>());
    one.id = read->id;
    one.thread = std::thread([this, &one, line, header = mcp::header_of(*read)] {
      if (enter(one)) {
        ask_there(one, line, header);
        places_.release();
      }
      one.over = true;
    });
  }
  [[nodiscard]] const std::atomic<bool>& lost() const { return lost_; }
  /// The input has ended: what is under way may still end, but not for long.
  void drain() {
    const auto until = std::chrono::steady_clock::now() + patience_at_end;
    for (sweep(); !under_way_.empty() && !lost_; sweep()) {
      pollfd reader{::fileno(out_), 0, 0};
      const auto left = ::poll(&reader, 1, look_around_ms) > 0 && reader.revents != 0;
      if (left || std::chrono::steady_clock::now() > until)
        return;
    }
  }

private:
  struct asked {
    json id;
    std::atomic<bool> cancelled{false};
    std::atomic<bool> over{false};
    std::thread thread;
  };

  void sweep() {
    std::erase_if(under_way_, [](const auto& one) {
      if (!one->over) // asked once: it may end at any moment
        return false;
      one->thread.join();
      return true;
    });
  }

  [[nodiscard]] std::optional<mcp::rpc_error> not_taken(const json& id) const {
    if (std::ranges::any_of(under_way_, [&](const auto& one) { return one->id == id; }))
      return mcp::wrong(mcp::rpc_code::invalid_request,
                        "a request with this id is under way already", "id",
                        "give each request an id of its own");
    if (under_way_.size() >= most_under_way)
      return mcp::wrong(mcp::rpc_code::internal_error,
                        std::to_string(most_under_way) + " requests are under way already",
                        "mesh mcp", "wait for one of them, or cancel it");
    return std::nullopt;
  }

  void cancel(const json& params) {
    for (auto& one : under_way_)
      if (params.contains("requestId") && one->id == params["requestId"])
        one->cancelled = true;
  }

  /// Waits for a free place. False: it was cancelled meanwhile.
  bool enter(const asked& one) {
    while (!one.cancelled)
      if (places_.try_acquire_for(std::chrono::milliseconds(look_around_ms)))
        return true;
    return false;
  }

  void ask_there(asked& one, const std::string& line, const mcp::header_fields& header) {
    const listener during{{}, [&one, told = false]() mutable {
                            return one.cancelled && !std::exchange(told, true);
                          }};
    const auto got =
        ask(options_.whom,
            {"POST", options_.read_only ? "/mcp?read_only" : "/mcp", line, header}, during);
    if (one.cancelled) // nobody waits for an answer any more
      return;
    if (!got)
      return write(json_text(mcp::error_message(
          one.id, mcp::wrong(mcp::rpc_code::internal_error, got.error().detail, "mesh mcp",
                             got.error().remedy))));
    const auto body = json::parse(got->body, nullptr, false);
    if (body.is_object() && body.contains("jsonrpc"))
      return write(json_text(body));
    const auto why = body.is_object() ? body.value("error", json::object()) : json::object();
    write(json_text(mcp::error_message(
        one.id, mcp::wrong(mcp::rpc_code::internal_error,
                           why.value("detail", "the mesh answers with status "
                                                   + std::to_string(got->status)),
                           "the mesh", why.value("remedy", "see the log of the mesh")))));
  }

  void write(const std::string& line) {
    const std::lock_guard lock(mutex_);
    if (std::fputs((line + '\n').c_str(), out_) < 0 || std::fflush(out_) != 0)
      lost_ = true;
  }

  const mcp_relay_options& options_;
  std::FILE* out_;
  std::mutex mutex_; // of the output
  std::counting_semaphore<most_asked_at_once> places_{most_asked_at_once};
  std::atomic<bool> lost_{false};
  std::list<std::unique_ptr<asked>> under_way_;
};

} // namespace

int relay_mcp(const mcp_relay_options& options, int in, std::FILE* out) {
  std::signal(SIGPIPE, SIG_IGN); // a client that has left is noticed where it is written to
  line_reader lines(in);
  client_requests requests(options, out);
  while (const auto line = lines.next(requests.lost()))
    requests.take(*line);
  requests.drain();
  return requests.lost() ? 1 : 0;
}

} // namespace mesh::control
