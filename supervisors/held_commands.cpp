#include "supervisors/held_commands.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mesh {

tl::expected<void, error> held_commands::hold(std::uint64_t id, command_profile command) {
  if (std::cmp_greater_equal(waiting_.size(), cfg_.queued_commands))
    return tl::unexpected(error{errc::queue_full,
                                command.name
                                    + " cannot wait: " + std::to_string(waiting_.size())
                                    + " commands are already waiting",
                                "degradation.queued_commands"});
  waiting_.push_back({id, std::move(command)});
  return {};
}

std::optional<held_commands::held> held_commands::take(degradation_mode mode) {
  if (waiting_.empty()
      || gate(mode, waiting_.front().command, cfg_).what != gate_verdict::kind::allow)
    return std::nullopt;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

bool held_commands::cancel(std::uint64_t id) {
  return std::erase_if(waiting_, [id](const held& one) { return one.id == id; }) > 0;
}

} // namespace mesh
