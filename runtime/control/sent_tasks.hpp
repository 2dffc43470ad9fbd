#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"
#include "runtime/mcp/message.hpp"

namespace mesh::control {

/// Commands that run for clients that may ask for their results later, each on a thread of its
/// own, under an id that cannot be guessed (N1). From several threads.
class sent_tasks {
public:
  static constexpr int most_running = 8;
  static constexpr int most_of_one = 4; // of one operator
  static constexpr std::size_t most_kept = 256;
  static constexpr auto kept_for = milliseconds(600'000); // after the end

  /// The work: its result. It is asked often enough whether it was cancelled.
  using work = std::function<mcp::json(const std::function<bool()>& cancelled)>;
  struct state {
    std::optional<mcp::json> result; // none: it still runs
    bool cancelled = false;
  };

  sent_tasks() = default;
  /// Cancels what runs, and waits for it.
  ~sent_tasks();
  sent_tasks(const sent_tasks&) = delete;
  sent_tasks& operator=(const sent_tasks&) = delete;

  /// The id of one more. `too_many_in_flight`.
  tl::expected<std::string, error> begin(const std::string& owner, work what);
  /// Its state once it has ended, or when `patience` is over, or as soon as nobody is there
  /// (`gone`). None: the owner has none of this id.
  std::optional<state> wait(const std::string& owner, const std::string& id, duration patience,
                            const std::function<bool()>& gone);
  /// It is asked to end. False: the owner has none of this id.
  bool cancel(const std::string& owner, const std::string& id);

private:
  struct one;
  void forget();
  std::shared_ptr<one> find(const std::string& owner, const std::string& id);

  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<std::string, std::shared_ptr<one>> all_;
};

} // namespace mesh::control
