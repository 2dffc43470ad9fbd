#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh {

/// The challenges that browsers were given to sign (X3): each is good once, for five minutes,
/// and for what it was given for. Times are in ms since 1970. Any thread.
class challenge_book {
public:
  static constexpr std::uint64_t life_ms = 300'000;
  static constexpr std::size_t most = 4'096; // the oldest makes room
  /// Of one purpose and address; the oldest makes room. So strangers who ask for many push out
  /// nobody else's.
  static constexpr std::size_t most_alike = 64;

  /// `purpose`: what is to be signed, and for whom; `from`: the address that asks.
  void give(const std::string& challenge, const std::string& purpose, const std::string& from,
            std::uint64_t now_ms);
  /// It is used up, good or not. `denied`: it was never given, was used, is too old, or was
  /// given for something else.
  tl::expected<void, error> use(const std::string& challenge, const std::string& purpose,
                                std::uint64_t now_ms);

private:
  struct given {
    std::string purpose;
    std::string from;
    std::uint64_t at_ms = 0;
  };
  void make_room(const std::function<bool(const given&)>& alike, std::size_t bound);

  std::mutex mutex_;
  std::map<std::string, given> all_;
};

} // namespace mesh
