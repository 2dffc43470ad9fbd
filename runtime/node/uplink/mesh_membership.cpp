#include "runtime/node/uplink/mesh_membership.hpp"

#include <utility>

#include <spdlog/spdlog.h>

namespace mesh::node {

/// The hub is told this first, in each of its lives.
void mesh_membership::greet() {
  auto hello = setup_.me;
  hello.leaving = leaving_;
  hello.knows = knows_;
  if (setup_.host_id)
    hello.host_id = setup_.host_id();
  for (const auto& [part, h] : parts_)
    hello.holds.push_back({part, h.epoch});
  link_.offer(entry_kind::hello, {}, encode(hello));
}

void mesh_membership::welcome(node_welcome w) {
  auto& around = *setup_.around;
  if (parts_.empty() && !w.context.empty() && w.context != around.context->text)
    around.context = make_context(w.context);
  if (auto followed = around.who.follow(w.roster); !followed)
    spdlog::error("the orchestrator's roster does not fit: {}", to_string(followed.error()));
  told(std::move(w));
  if (!welcomed_)
    spdlog::info("joined the mesh as {}", setup_.me.name);
  welcomed_ = true;
  refused_for_ = errc::none;
  if (const auto reached = link_.reached_at())
    cut_off_.welcomed(*reached);
  for (const auto& [part, h] : parts_)
    if (h.up() && !h.dropping)
      link_.offer(entry_kind::sector_up, part.where(), {}, h.epoch);
}

/// A node that is to try again has lost its name to another process, or its mesh is not
/// this one: so others have what it still holds, too.
bool mesh_membership::refused(const error& why) {
  if (why.code != refused_for_ && !(setup_.refused && setup_.refused(why)))
    return false;
  refused_for_ = why.code;
  welcomed_ = false;
  return true;
}

void mesh_membership::told(node_welcome w) {
  knows_ = std::move(w.knows);
  peers_ = std::move(w.peers);
  std::vector<std::string> names;
  for (const auto& peer : peers_)
    names.push_back(peer.name);
  cut_off_.told(names);
}

void mesh_membership::told_term(const known_mesh& stored) {
  knows_.id = stored.id;
  knows_.term = stored.term;
}

void mesh_membership::leave() {
  leaving_ = true;
  link_.offer(entry_kind::goodbye, {}, {});
}

} // namespace mesh::node
