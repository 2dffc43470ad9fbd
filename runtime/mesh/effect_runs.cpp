#include "runtime/mesh/effect_runs.hpp"

#include <utility>

namespace mesh {

namespace {

error named(const std::string& key, error why) {
  why.detail = key + ": " + why.detail;
  if (why.remedy.empty())
    why.remedy = "mend that, then 'chain retry'";
  return why;
}

/// What the program is told of the effect that it carries out.
std::vector<std::string> variables_of(const effect_order& what) {
  return {"MESH_CHAIN=" + what.chain, "MESH_TASK=" + what.task, "MESH_EFFECT=" + what.what.name,
          "MESH_IDEMPOTENCY_KEY=" + what.key()};
}

} // namespace

effect_runs::effect_runs(effect_runs_setup setup)
    : setup_(std::move(setup)), folder_(setup_.folder) {}

error effect_runs::refusal(const effect_order& what) const {
  const auto command = !what.what.command.empty();
  if (!folder_.is_there())
    return {errc::unsupported,
            what.key() + (command ? " runs a command" : " puts a file in place")
                + ", and this mesh has no folder for that",
            "start it with --effects DIR"};
  if (command && setup_.in_line)
    return {errc::unsupported, what.key() + " runs a command, which cannot be in virtual time",
            "run without --virtual-time"};
  return {};
}

void effect_runs::run(effect_order what, ended tell) {
  const auto key = what.key();
  {
    std::unique_lock lock(mutex_);
    under_way_[key] = std::move(tell);
    if (stopping_) {
      lock.unlock();
      return end(key, {errc::cancelled, "the mesh is ending"});
    }
    if (what.what.command.empty() && !setup_.in_line) {
      if (!files_thread_.joinable())
        files_thread_ = std::thread([this] { put_files(); });
      files_.push_back(std::move(what));
      return news_.notify_one();
    }
  }
  if (!what.what.command.empty())
    return run_command(what);
  auto put = folder_.put(what.what);
  end(key, put ? error{} : put.error());
}

void effect_runs::put_files() {
  std::unique_lock lock(mutex_);
  for (;;) {
    news_.wait(lock, [this] { return stopping_ || !files_.empty(); });
    if (files_.empty())
      return;
    auto next = std::move(files_.front());
    files_.pop_front();
    lock.unlock();
    auto put = folder_.put(next.what);
    end(next.key(), put ? error{} : put.error());
    lock.lock();
  }
}

void effect_runs::run_command(const effect_order& what) {
  constexpr std::int64_t output_bytes = 64 << 20; // of which nothing is kept
  constexpr int most_waiting = 10'000;            // one of each chain
  auto folder = folder_.make();
  if (!folder)
    return end(what.key(), folder.error());
  std::shared_ptr<process_runner> runner;
  {
    std::lock_guard lock(mutex_);
    if (!processes_) {
      process_runner_config limits;
      limits.at_once = setup_.commands_at_once;
      limits.waiting = most_waiting;
      auto made = process_runner::make(limits);
      if (made)
        processes_ = *made;
    }
    runner = processes_;
  }
  if (!runner)
    return end(what.key(), {errc::io_error, "external programs cannot be run here",
                            "see that mesh-reaper is installed with mesh"});
  process_request request{what.what.command,
                          {},
                          from_ms(what.what.timeout_ms),
                          {},
                          0,
                          output_bytes,
                          variables_of(what),
                          folder->string()};
  auto token = runner->run(std::move(request), [this, key = what.key()](process_result result) {
    end(key, {result.failure, std::move(result.detail)});
  });
  if (!token)
    end(what.key(), token.error());
}

bool effect_runs::attach(const std::string& key, ended tell) {
  std::lock_guard lock(mutex_);
  auto found = under_way_.find(key);
  if (found == under_way_.end())
    return false;
  found->second = std::move(tell);
  return true;
}

/// Told while nobody can attach: see effect_runner::attach().
void effect_runs::end(const std::string& key, const error& failure) {
  std::lock_guard lock(mutex_);
  auto found = under_way_.find(key);
  found->second(failure.code == errc::none ? error{} : named(key, failure));
  under_way_.erase(found);
}

void effect_runs::stop() {
  std::shared_ptr<process_runner> runner;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    runner = std::move(processes_);
    news_.notify_one();
  }
  runner.reset(); // waits until all its programs are gone
  if (files_thread_.joinable())
    files_thread_.join();
}

} // namespace mesh
