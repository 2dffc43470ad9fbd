#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <vector>

#include "messages/message.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The messages that a node was lent over one link, as the hub knows it: each is sent
/// once, and scatters refer to it by its number.
///
/// The node keeps exactly those that are listed here: it is told of each that is added
/// and of each that is forgotten, in order, over one link. The newest is always among
/// them; together the others are never larger than `most_bytes`, nor more than
/// `most_messages`.
class lent_messages {
public:
  static constexpr std::size_t most_messages = 64;
  /// A smaller message goes with each scatter: it costs less than an entry of its own.
  static constexpr std::size_t smallest = 1'024;

  explicit lent_messages(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// In bytes, as far as it counts here.
  static std::size_t size_of(const message& m);
  static bool is_worth_it(const message& m) { return size_of(m) >= smallest; }

  /// Its number; 0 when the node does not have it.
  std::uint64_t find(const shared_message& m, time_point now);
  /// The number that the next message gets.
  [[nodiscard]] std::uint64_t next() const { return newest_ + 1; }
  /// The node is sent it now. The numbers of those that the node is to forget.
  std::vector<std::uint64_t> add(shared_message m, time_point now);
  /// The same for those that no scatter has referred to since then.
  std::vector<std::uint64_t> forget_unused(time_point since);
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
  struct lent {
    std::uint64_t number = 0;
    shared_message what;
    time_point used;
  };
  std::uint64_t forget(std::list<lent>::iterator which);

  std::size_t most_bytes_;
  std::list<lent> all_; // the longest unused first
  std::size_t bytes_ = 0;
  std::uint64_t newest_ = 0;
};

} // namespace mesh
