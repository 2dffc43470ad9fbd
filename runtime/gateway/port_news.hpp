#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "messages/agent_admission.hpp"

namespace mesh::gateway {

/// News of the agents on a port: what has changed since the last time it was said, in pieces
/// of at most so many agents. Pure, not thread safe.
class port_news {
public:
  explicit port_news(std::size_t most) : most_(most) {}

  /// `now`: the address of each agent that is there.
  std::vector<agents_at_port> changes(const std::map<std::string, std::string>& now);
  /// Everything, from the beginning: whoever hears it may know nothing yet.
  [[nodiscard]] std::vector<agents_at_port> everything() const;

private:
  [[nodiscard]] std::vector<agents_at_port> in_pieces(std::vector<agents_at_port::one> all,
                                                      bool first_is_all) const;

  const std::size_t most_;
  std::map<std::string, std::string> said_;
};

} // namespace mesh::gateway
