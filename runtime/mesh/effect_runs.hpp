#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "actors/chains/effect_runner.hpp"
#include "actors/work/process/process_runner.hpp"
#include "runtime/mesh/effect_folder.hpp"

namespace mesh {

struct effect_runs_setup {
  std::filesystem::path folder; // of effects; empty: none
  int commands_at_once = 8;
  bool in_line = false; // virtual time: files are put at once, and commands cannot run
};

/// V3: carries effects out: files one after the other on a thread of its own, commands as
/// external programs. A chain has one effect under way at a time, so that there are never more
/// than there may be chains. Threads begin with the first effect that needs them.
class effect_runs final : public effect_runner {
public:
  explicit effect_runs(effect_runs_setup setup);
  ~effect_runs() override { stop(); }
  effect_runs(const effect_runs&) = delete;
  effect_runs& operator=(const effect_runs&) = delete;

  [[nodiscard]] error refusal(const effect_order& what) const override;
  void run(effect_order what, ended tell) override;
  [[nodiscard]] bool attach(const std::string& key, ended tell) override;
  /// Files that wait are put; commands are killed, and end as `cancelled`. What comes later
  /// ends so at once.
  void stop();

private:
  void run_command(const effect_order& what);
  void put_files();
  void end(const std::string& key, const error& failure);

  const effect_runs_setup setup_;
  const effect_folder folder_;
  std::mutex mutex_; // guards these
  std::map<std::string, ended> under_way_;
  std::deque<effect_order> files_;
  std::shared_ptr<process_runner> processes_;
  bool stopping_ = false;
  std::thread files_thread_;
  std::condition_variable news_;
};

} // namespace mesh
