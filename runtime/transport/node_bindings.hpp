#pragma once
#include <map>

#include "runtime/identity/peer_name.hpp"
#include "runtime/transport/basp.hpp"

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

private:
  struct holder {
    identity::peer_name who;
    int links = 0;
  };
  std::map<basp_node, holder> holders_; // one for each link at most
};

} // namespace mesh::transport
