#include "runtime/console/running/held_lines.hpp"

#include <utility>

namespace mesh::console {

tl::expected<std::uint64_t, error> held_lines::hold(const script_line& line,
                                                    command_profile profile, error why) {
  profile.automatic = true; // nobody gives the command when it is released
  auto number = last_number_ + 1;
  if (auto held = queue_.hold(number, std::move(profile)); !held)
    return tl::unexpected(held.error());
  lines_.emplace(number, waiting_line{line, std::move(why)});
  return last_number_ = number;
}

std::optional<held_lines::released_line> held_lines::take(degradation_mode mode) {
  auto first = queue_.take(mode);
  if (!first)
    return std::nullopt;
  ++released_;
  return released_line{first->id, std::move(lines_.extract(first->id).mapped().line)};
}

bool held_lines::drop(std::uint64_t number) {
  lines_.erase(number);
  return queue_.cancel(number);
}

} // namespace mesh::console
