#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/node/hub/hub_setup.hpp"

namespace mesh::node {

/// Whether the process of a silent node is proven dead: its host answers at the node's
/// witness, and the process does not (R2).
///
/// An address counts as a node's own only when that node's process has answered there
/// while it was well. Only the newest process of each name is looked at, one probe at a
/// time, at most once in ask_ms.
class witness_watch {
public:
  using probe = std::function<void(session_id session, const node_peer& whom)>;
  witness_watch(duration between, probe look) : between_(between), look_(std::move(look)) {}

  /// Known from before a restart of the hub.
  void recall(const std::string& name, session_id process, const std::string& witness) {
    watches_[name] = {0, process, witness, true};
  }
  /// This process has joined.
  void follow(const std::string& name, session_id session, const std::string& witness);
  /// Of a node that is well: whether its address is its own. Of one that is silent:
  /// whether its process is gone.
  void look(const std::vector<node_row>& rows, time_point now);
  /// True: the process is dead. `process` is the one that the table knows of.
  bool heard(const probe_answer& said, session_id process);
  /// Of those that have answered there.
  void note_witnesses(std::map<std::string, std::string>& to) const;

private:
  struct watch {
    session_id session = 0;
    session_id process = 0; // as session, and of before a restart of the hub
    std::string witness = {};
    bool seen = false;  // it answered there: the address is its own
    bool asked = false; // and has yet to answer
    bool dead = false;
    time_point next = {};
  };
  duration between_;
  probe look_;
  std::map<std::string, watch> watches_; // of the newest process of each name
};

} // namespace mesh::node
