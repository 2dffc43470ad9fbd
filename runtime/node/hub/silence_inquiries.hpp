#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/node/hub/hub_setup.hpp"

namespace mesh::node {

/// Why nodes are silent, as the others see it by another way than the links: it tells a
/// node that is dead from a link that is cut (R2). For people only.
class silence_inquiries {
public:
  using ask = std::function<void(const node_peer& about, const std::vector<node_peer>& others)>;
  explicit silence_inquiries(ask ask_them) : ask_(std::move(ask_them)) {}

  /// Asks those that can be asked; nobody when the node cannot be reached by that way.
  void begin(const node_peer& about, std::vector<node_peer> others);
  void heard(const reach_answer& said);
  /// It is heard again, or another process has its name.
  void forget(const std::string& name) { open_.erase(name); }
  /// Nothing before all have answered.
  [[nodiscard]] std::optional<silent_cause> cause(const std::string& name) const;

private:
  struct inquiry {
    std::vector<peer_answer> answers;
    std::size_t awaited = 0;
  };
  ask ask_;
  std::map<std::string, inquiry> open_;
};

} // namespace mesh::node
