#pragma once
#include <map>
#include <mutex>
#include <optional>

#include "runtime/identity/peer_name.hpp"
#include "runtime/transport/frames/basp.hpp"

namespace mesh::transport {

/// Which certificate uses which node id, over all links of a process. CAF
/// knows nodes by their ids only; without this, any node could claim another's
/// and be sent what is meant for that one.
class node_bindings {
public:
  /// A link of `who` claims the id. False while links of somebody else have
  /// it; true counts one more.
  bool claim(const basp_node& node, const identity::peer_name& who);
  /// A link that claimed it has ended.
  void release(const basp_node& node);
  /// The link that has claimed it; nothing when no link has. From any thread.
  [[nodiscard]] std::optional<identity::peer_name> holder_of(const basp_node& node) const;

private:
  struct claimed {
    identity::peer_name who;
    int links = 0;
  };
  mutable std::mutex mutex_;
  std::map<basp_node, claimed> holders_; // one for each link at most
};

} // namespace mesh::transport
