#include "runtime/control/sent_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

#include "runtime/control/program_session.hpp"
#include "runtime/identity/secret_token.hpp"

namespace mesh::control {

namespace {

using clock = std::chrono::steady_clock;
constexpr auto look_again_after = std::chrono::milliseconds(50);

/// As the request itself would be answered: what is thrown is an error.
mcp::json outcome_of(const sent_tasks::work& what, const std::atomic<bool>& cancelled) {
  try {
    return what([&] { return cancelled.load(); });
  } catch (const std::exception& thrown) {
    return failed_result({errc::work_failed, thrown.what(), "see the log of the mesh"});
  }
}

} // namespace

struct sent_tasks::one {
  std::string owner;
  std::atomic<bool> cancelled{false};
  std::optional<mcp::json> result; // under the mutex
  clock::time_point ended;
  std::thread thread;

  ~one() {
    if (thread.joinable())
      thread.join();
  }
};

sent_tasks::~sent_tasks() {
  std::unique_lock lock(mutex_);
  for (auto& [id, task] : all_)
    task->cancelled = true;
  auto rest = std::move(all_);
  lock.unlock(); // each takes the mutex at its end
  rest.clear();
}

void sent_tasks::forget() {
  const auto now = clock::now();
  std::vector<std::map<std::string, std::shared_ptr<one>>::iterator> over;
  for (auto i = all_.begin(); i != all_.end(); ++i)
    if (i->second->result)
      over.push_back(i);
  std::ranges::sort(over, {}, [](const auto& i) { return i->second->ended; });
  for (auto& i : over)
    if (all_.size() >= most_kept || now > i->second->ended + kept_for)
      all_.erase(i);
}

tl::expected<std::string, error> sent_tasks::begin(const std::string& owner, work what) {
  const std::lock_guard lock(mutex_);
  forget();
  int running = 0;
  int of_one = 0;
  for (const auto& [id, task] : all_) {
    const auto runs = !task->result.has_value();
    running += runs ? 1 : 0;
    of_one += runs && task->owner == owner ? 1 : 0;
  }
  if (running >= most_running || of_one >= most_of_one)
    return tl::unexpected(error{errc::too_many_in_flight,
                                std::to_string(of_one) + " tasks of yours run, and "
                                    + std::to_string(running) + " in all",
                                "wait for one with the tool task, or cancel it"});
  const auto secret = identity::secret_token();
  if (!secret)
    return tl::unexpected(secret.error());
  constexpr std::size_t digits = 32;
  const auto id = secret->substr(0, digits);
  auto task = std::make_shared<one>();
  task->owner = owner;
  all_.emplace(id, task);
  // It outlives its thread: only what has ended is forgotten, and the destructor joins.
  task->thread = std::thread([this, self = task.get(), what = std::move(what)] {
    auto result = outcome_of(what, self->cancelled);
    const std::lock_guard guard(mutex_);
    self->result = std::move(result);
    self->ended = clock::now();
    ended_.notify_all();
  });
  return id;
}

std::shared_ptr<sent_tasks::one> sent_tasks::find(const std::string& owner,
                                                  const std::string& id) {
  const auto found = all_.find(id);
  return found == all_.end() || found->second->owner != owner ? nullptr : found->second;
}

std::optional<sent_tasks::state> sent_tasks::wait(const std::string& owner,
                                                  const std::string& id, duration patience,
                                                  const std::function<bool()>& gone) {
  const auto until = clock::now() + patience;
  std::unique_lock lock(mutex_);
  const auto task = find(owner, id);
  if (task == nullptr)
    return std::nullopt;
  while (!task->result && clock::now() < until && !gone())
    ended_.wait_for(lock, look_again_after);
  return state{task->result, task->cancelled};
}

bool sent_tasks::cancel(const std::string& owner, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto task = find(owner, id);
  if (task == nullptr)
    return false;
  task->cancelled = true;
  return true;
}

} // namespace mesh::control
