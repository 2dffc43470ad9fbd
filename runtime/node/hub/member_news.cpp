#include "runtime/node/hub/member_news.hpp"

#include "runtime/node/bodies/known_mesh_body.hpp"

namespace mesh::node {

void member_news::learn_witness(const std::string& name, const std::string& witness) {
  if (auto& known = kept_.witnesses[name]; known != witness) {
    known = witness;
    ++witnesses_changed_;
  }
}

std::vector<node_peer> member_news::others_than(const std::string& name) const {
  std::vector<node_peer> known;
  for (const auto& other : table_.members().members) {
    const auto found = kept_.witnesses.find(other.name);
    if (other.name != name)
      known.push_back(
          {other.name, found == kept_.witnesses.end() ? "" : found->second, other.session});
  }
  return known;
}

void member_news::tell(session_id session, entry_kind how, node_welcome what) {
  const auto* p = links_.find(session);
  if (p == nullptr)
    return;
  what.peers = others_than(p->name);
  what.knows = {table_.mesh(), table_.term(), table_.members()};
  auto& told = told_[session];
  told.term = table_.term();
  const bool said = links_.offer(session, {how, {}, 0, {}, encode(what)}).has_value();
  told.list = said ? table_.members().number : 0; // else once more, with the next
  told.witnesses = witnesses_changed_;
  told.mark = p->link.mark();
}

void member_news::spread() {
  for (const auto& [session, p] : links_.all()) {
    if (!p.welcomed)
      continue;
    auto& told = told_[session];
    if (told.list != table_.members().number || told.witnesses != witnesses_changed_) {
      tell(session, entry_kind::peers, {});
    } else if (told.term != table_.term()) { // so that it finds out when this hub starts
      told.term = table_.term();             // again with older data
      links_.offer(
          session,
          {entry_kind::mesh_term, {}, 0, {}, encode(known_mesh{table_.mesh(), told.term, {}})});
    }
  }
}

void member_news::note_reached(session_id session, time_point now) {
  const auto* p = links_.find(session);
  if (p == nullptr || !p->welcomed)
    return;
  if (const auto sent = p->link.reached_at())
    table_.reached(p->name, session, *sent, now);
  const auto& told = told_[session];
  if (told.list > 0 && p->link.is_acknowledged(told.mark))
    table_.acknowledged(p->name, session, told.list);
}

} // namespace mesh::node
