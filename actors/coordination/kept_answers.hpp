#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/conflict.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// An answer as it was given, for whoever asks again because it was lost on
/// its way up (M4).
struct kept_answer {
  message_id what;
  time_point until; // nobody asks again after that
  time_point ready_at;
  std::uint8_t attempt = 0;
  std::string value;
  std::string detail;
  std::shared_ptr<const conflict> found;

  [[nodiscard]] std::uint64_t bytes() const;
};

/// The bytes that all agents of a process keep together; without `used` as much as they like.
struct answer_budget {
  std::uint64_t most = 0;
  std::atomic<std::uint64_t>* used = nullptr;
  /// Answers for which there was no room, or that had to go for newer ones.
  std::atomic<std::uint64_t>* not_kept = nullptr;

  /// False, and counted, when there is no room.
  [[nodiscard]] bool take(std::uint64_t bytes) const;
  void give_back(std::uint64_t bytes) const;
  void count_not_kept() const {
    if (not_kept != nullptr)
      ++*not_kept;
  }
};

/// The answers that one agent keeps: the newest `most`, each for as long as
/// somebody may ask again.
class kept_answers {
public:
  kept_answers(answer_budget budget, std::size_t most) : budget_(budget), most_(most) {}
  kept_answers(const kept_answers&) = delete;
  kept_answers& operator=(const kept_answers&) = delete;
  ~kept_answers();

  void keep(kept_answer answer, time_point now);
  [[nodiscard]] const kept_answer* find(message_id id) const;
  void forget(message_id id);
  [[nodiscard]] std::size_t count() const { return all_.size(); }

private:
  void drop(std::vector<kept_answer>::iterator one);

  answer_budget budget_;
  std::size_t most_;
  std::vector<kept_answer> all_; // oldest first
};

} // namespace mesh
