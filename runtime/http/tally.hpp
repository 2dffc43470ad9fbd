#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "messages/errors.hpp"

namespace mesh::control {

/// Counts what runs at once: so much in all, and so much for one name. From any thread.
class tally {
public:
  tally(int most, int most_of_one) : most_(most), most_of_one_(most_of_one) {}

  /// Why one more is not begun for somebody of this name (`errc::too_many_in_flight`); else
  /// it is counted until it leaves.
  std::optional<error> enter(const std::string& name);
  void leave(const std::string& name);

private:
  const int most_;
  const int most_of_one_;
  std::mutex mutex_;
  int running_ = 0;
  std::map<std::string, int> by_name_;
};

} // namespace mesh::control
