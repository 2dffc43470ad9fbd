#include "runtime/node/hub/witness_watch.hpp"

#include <spdlog/spdlog.h>

namespace mesh::node {

void witness_watch::follow(const std::string& name, session_id session,
                           const std::string& witness) {
  auto& w = watches_[name];
  if (w.session != session || w.witness != witness)
    w = {session, session, witness};
  w.dead = false;
}

void witness_watch::look(const std::vector<node_row>& rows, time_point now) {
  if (!look_)
    return;
  for (const auto& row : rows) {
    const auto found = watches_.find(row.name);
    if (found == watches_.end() || found->second.session != row.session)
      continue;
    auto& w = found->second;
    const bool silent = row.state == node_state::suspect || row.keeps;
    const bool to_look = silent ? w.seen && !w.dead : row.state == node_state::up && !w.seen;
    if (!to_look || w.asked || now < w.next || w.witness.empty())
      continue;
    w.asked = true;
    w.next = now + between_;
    look_(w.session, {row.name, w.witness});
  }
}

bool witness_watch::heard(const probe_answer& said, session_id process) {
  const auto found = watches_.find(said.name);
  if (found == watches_.end() || found->second.session != said.session)
    return false;
  auto& w = found->second;
  w.asked = false;
  if (process != w.process)
    return false; // nodes know of another one, which may be elsewhere
  const bool another =
      said.what == witnessed::alive && said.by != 0 && process != 0 && said.by != process;
  w.seen = w.seen || (said.what == witnessed::alive && !another);
  if ((said.what != witnessed::refused && !another) || !w.seen || w.dead)
    return false;
  w.dead = true;
  spdlog::warn("{} is dead: its host is there, and its process is not{}", said.name,
               another ? ", but another one of its name" : "");
  return true;
}

void witness_watch::note_witnesses(std::map<std::string, std::string>& to) const {
  for (const auto& [name, w] : watches_)
    if (w.seen)
      to[name] = w.witness;
}

} // namespace mesh::node
