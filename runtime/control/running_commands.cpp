#include "runtime/control/running_commands.hpp"

#include <array>
#include <cstdio>
#include <random>

namespace mesh::control {

namespace {

std::string new_id() {
  std::random_device random;
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x%08x%08x", random(), random(), random(),
                random());
  return text.data();
}

} // namespace

std::unique_ptr<running_commands::ticket> running_commands::begin() {
  auto made = std::make_unique<ticket>(*this, new_id());
  const std::lock_guard lock(mutex_);
  running_[made->id()] = made.get();
  return made;
}

bool running_commands::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(id);
  if (found == running_.end())
    return false;
  found->second->cancelled_ = true;
  return true;
}

void running_commands::over(const std::string& id) {
  const std::lock_guard lock(mutex_);
  running_.erase(id);
}

} // namespace mesh::control
