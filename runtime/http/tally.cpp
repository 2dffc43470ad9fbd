#include "runtime/http/tally.hpp"

namespace mesh::control {

std::optional<error> tally::enter(const std::string& name) {
  const std::lock_guard lock(mutex_);
  auto too_many = [](const std::string& whose, int bound) {
    return error{errc::too_many_in_flight,
                 "as many as " + whose + " at once are running: " + std::to_string(bound),
                 "try again when one has ended"};
  };
  if (running_ >= most_)
    return too_many("may run", most_);
  if (const auto mine = by_name_.find(name);
      mine != by_name_.end() && mine->second >= most_of_one_)
    return too_many(name + " may run", most_of_one_);
  ++running_;
  ++by_name_[name];
  return std::nullopt;
}

void tally::leave(const std::string& name) {
  const std::lock_guard lock(mutex_);
  --running_;
  if (const auto mine = by_name_.find(name); --mine->second == 0)
    by_name_.erase(mine);
}

} // namespace mesh::control
