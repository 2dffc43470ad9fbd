#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "actors/coordination/intake.hpp"
#include "messages/in_hand.hpp"

namespace mesh {

/// Messages that an agent works on beside each other, each by its run: those of people, who
/// answer whichever they like (class F). Nobody else has any.
class work_beside {
public:
  struct piece {
    std::uint64_t run = 0;
    waiting item;
    time_point started;
  };

  void put(piece one);
  [[nodiscard]] bool has(message_id id) const;
  /// Null when there is none.
  [[nodiscard]] const piece* find(message_id id) const;
  std::optional<piece> take(std::uint64_t run);
  std::optional<piece> take(message_id id);
  /// In the order in which they were begun.
  std::vector<piece> take_all();
  [[nodiscard]] std::size_t size() const { return pieces_ ? pieces_->size() : 0; }
  [[nodiscard]] std::vector<message_id> ids() const;
  /// The oldest one, as the lead is told; none is overdue.
  [[nodiscard]] in_hand oldest() const;

private:
  using pieces = std::map<std::uint64_t, piece>;
  std::unique_ptr<pieces> pieces_; // few agents need them
};

} // namespace mesh
