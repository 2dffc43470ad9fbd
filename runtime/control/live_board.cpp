#include "runtime/control/live_board.hpp"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/session.hpp"
#include "runtime/live/arrivals_json.hpp"

namespace mesh::control {

namespace {

using nlohmann::ordered_json;
constexpr auto period = std::chrono::milliseconds(250);
constexpr auto look_for_news = std::chrono::milliseconds(100);
constexpr auto patience_for_figures = std::chrono::milliseconds(500);
constexpr std::uint64_t looks_a_second = 4;
constexpr std::size_t longest_message = 256; // of a browser
constexpr int most_messages_per_s = 20;
constexpr std::uint16_t not_understood = 1'008;

/// One dashboard.
class dashboard final : public socket_talk {
public:
  explicit dashboard(live_board& board) : board_(board) { board_.enter(); }
  ~dashboard() override { pause(true); }

  std::vector<socket_message> next() override {
    return paused_ ? std::vector<socket_message>() : board_.news_for(at_);
  }
  std::optional<socket_close> hear(std::string_view text) override {
    if (text != "pause" && text != "resume")
      return socket_close{not_understood, "expected pause or resume"};
    pause(text == "pause");
    return std::nullopt;
  }

private:
  void pause(bool wanted) {
    if (wanted == paused_)
      return;
    paused_ = wanted;
    if (paused_)
      board_.leave();
    else
      board_.enter();
  }
  live_board& board_;
  live_board::place at_;
  bool paused_ = false;
};

std::string name_of(const run_arrivals& run) {
  return "run " + std::to_string(run.gather);
}

/// The result of a command, as `-o json` prints it.
ordered_json result_of(console::session& at, const std::string& command) {
  const auto line = console::parse_line(command);
  return at.execute(**line).data;
}

} // namespace

live_board::~live_board() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

route live_board::way_in() {
  route way{"GET", "/v1/live", {identity::node_role::operators}, pace::socket, {}};
  way.talk = [this](const request&) {
    return std::make_unique<dashboard>(*this);
  };
  way.socket = {subprotocol, longest_message, most_messages_per_s, look_for_news};
  return way;
}

void live_board::enter() {
  const std::lock_guard lock(mutex_);
  if (readers_++ == 0) { // what was seen before may be hours old
    fresh_ = false;
    ++rests_;
    looks_ = 0;
  }
  if (!thread_.joinable())
    thread_ = std::thread([this] { run(); });
  woken_.notify_all();
}

void live_board::leave() {
  const std::lock_guard lock(mutex_);
  --readers_;
}

std::vector<socket_message> live_board::news_for(place& at) const {
  std::vector<socket_message> news;
  const std::lock_guard lock(mutex_);
  if (!fresh_)
    return news;
  for (auto& frame : cells_.since(at.cells))
    news.push_back({std::move(frame), false});
  for (const auto& [name, one] : texts_)
    if (one.number > at.texts)
      news.push_back({one.bytes, true});
  at = {cells_.version(), newest_text_};
  return news;
}

void live_board::set(const std::string& name, std::string bytes) {
  const std::lock_guard lock(mutex_);
  auto& one = texts_[name];
  if (one.bytes && *one.bytes == bytes)
    return;
  one = {++newest_text_, std::make_shared<const std::string>(std::move(bytes))};
}

/// Of gathers, those that are kept elsewhere.
void live_board::forget_all_but(const std::vector<std::shared_ptr<const run_arrivals>>& runs) {
  const std::lock_guard lock(mutex_);
  std::erase_if(texts_, [&](const auto& one) {
    return one.first.starts_with("run ") && std::ranges::none_of(runs, [&](const auto& run) {
             return name_of(*run) == one.first;
           });
  });
}

void live_board::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (readers_ == 0) {
      woken_.wait(lock);
      continue;
    }
    const auto next = std::chrono::steady_clock::now() + period;
    const auto rests = rests_;
    const auto at_figures = looks_++ % looks_a_second == 0;
    lock.unlock();
    look(at_figures);
    lock.lock();
    fresh_ = fresh_ || rests == rests_;
    woken_.wait_until(lock, next, [this] { return ending_; });
  }
}

void live_board::look(bool at_figures) {
  auto cells = live::cells_of(mesh_.agents());
  std::uint32_t version = 0;
  live::cell_counts counts;
  {
    const std::lock_guard lock(mutex_);
    cells_.take(std::move(cells));
    version = cells_.version();
    counts = cells_.counts();
  }
  const auto now = mesh_.now();
  const auto runs = mesh_.counters().arrivals.newest();
  forget_all_but(runs);
  for (const auto& run : runs) {
    const auto over = run->counts().running == 0;
    auto body = live::arrivals_json(*run, now);
    if (over)
      body["to_t_ms"] = nullptr; // else it would be new each time
    ordered_json text{{"kind", "run"}, {"run", std::move(body)}};
    set(name_of(*run), json_text(text));
  }
  if (!at_figures)
    return;
  const interrupted_by impatience(
      [until = now + patience_for_figures, this] { return mesh_.now() > until; });
  console::session session(mesh_);
  ordered_json text{{"kind", "figures"},
                    {"version", version},
                    {"at_ms", mesh_.wall_ms()},
                    {"heard", counts.members},
                    {"of", mesh_.who().count({}, membership::member)},
                    {"cells",
                     {{"members", counts.members},
                      {"active", counts.active},
                      {"degraded", counts.degraded},
                      {"offline", counts.offline},
                      {"quarantined", counts.quarantined},
                      {"suspect", counts.suspect},
                      {"frozen", counts.frozen}}},
                    {"newest_event", mesh_.events().newest_id()},
                    {"status", result_of(session, "status")},
                    {"kpi", result_of(session, "kpi")}};
  if (mesh_.others() != nullptr)
    text["nodes"] = result_of(session, "nodes");
  set("figures", json_text(text));
}

} // namespace mesh::control
