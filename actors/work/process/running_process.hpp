#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <poll.h>
#include <string>

#include "actors/work/process/process_runner.hpp"
#include "actors/work/process/spawn.hpp"
#include "actors/work/process/verdict.hpp"
#include "actors/work/reaper/protocol.hpp"

namespace mesh {

/// One program that runs: feeds it, reads it, and ends it when it must be
/// ended. Never blocks. Belongs to the runner's thread.
class running_process {
public:
  /// The number of descriptors that poll() watches for each.
  static constexpr std::size_t fd_count = 4;
  using events = std::array<pollfd, fd_count>;

  /// `expires`: when `total_limit` is over.
  running_process(spawned process, process_request request, time_point now,
                  std::optional<time_point> expires, duration kill_grace);
  running_process(const running_process&) = delete;
  running_process& operator=(const running_process&) = delete;
  ~running_process();

  /// Descriptors to poll(); unused entries are -1.
  [[nodiscard]] events wanted() const;
  /// When to call advance() even if nothing happens.
  [[nodiscard]] time_point due() const { return ending_.killed_for ? give_up_at_ : kill_at_; }
  /// Reads and writes what it can, and enforces the limits.
  void advance(time_point now);
  /// Ends the program and all its descendants. Takes effect by and by; the
  /// first reason given counts. `detail` goes on from the program's name.
  void kill(time_point now, errc why, const std::string& detail);
  /// Whether the program and all its descendants are gone.
  [[nodiscard]] bool ended() const { return !process_.control; }
  /// Once it has ended.
  [[nodiscard]] process_result take_result();

private:
  void feed();
  void read_output(time_point now);
  void read_errors();
  void read_reports(time_point now);
  void note(reaper::report what);
  void enforce_limits(time_point now);
  void drain(time_point now);
  void finish();

  spawned process_;
  process_request request_;
  std::size_t fed_bytes_ = 0;
  std::string output_;
  ending ending_;
  time_point kill_at_;
  std::string kill_reason_;
  duration kill_grace_;
  time_point give_up_at_{};
};

} // namespace mesh
