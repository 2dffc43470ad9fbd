#include "runtime/node/hub/agent_questions.hpp"

#include <algorithm>

#include "runtime/node/bodies/admission_bodies.hpp"

namespace mesh::node {

void agent_questions::ask(session_id session, std::uint64_t number, admission_question what) {
  const auto comes_in = what.new_key.empty();
  const auto asked = enrolments_->use([&](enrolments& all) {
    all.ask(std::move(what), [=, answered = answered_](admission_answer how) {
      answered({session, number, comes_in, std::move(how)});
    });
  });
  if (!asked)
    answer({session,
            number,
            comes_in,
            {"unavailable", "the mesh's enrolments are not open yet", "say hello again"}});
}

void agent_questions::answer(admission_made made) {
  const auto* asks = o_.links.find(made.session);
  if (asks == nullptr || !asks->welcomed)
    return; // its host is gone; the agent comes to another one
  if (made.comes_in && made.how.code.empty())
    made.how = placed(made.session, std::move(made.how));
  (void)o_.links.offer(made.session,
                       {entry_kind::admission, {}, made.question, {}, encode(made.how)});
  o_.links.flush(made.session);
}

admission_answer agent_questions::placed(session_id session, admission_answer how) const {
  const auto cluster = how.place.parent();
  const auto holder = o_.places.holder(o_.table.part_of(cluster));
  if (holder == session)
    return how;
  const auto* host = o_.links.find(holder);
  if (host == nullptr)
    return {"unavailable", "its cluster, " + to_string(cluster) + ", is on no host at present",
            "say hello again"};
  const auto url = url_of(holder);
  if (url.empty())
    return {"unavailable",
            "its cluster, " + to_string(cluster) + ", is on " + host->name
                + ", which has no port for agents",
            "set gateway.listen on every host of sectors"};
  return {"elsewhere", "its cluster, " + to_string(cluster) + ", is on " + host->name,
          "say hello there", url};
}

std::string agent_questions::url_of(session_id session) const {
  const auto* host = o_.links.find(session);
  const auto found =
      host == nullptr ? o_.kept.agents_urls.end() : o_.kept.agents_urls.find(host->name);
  return found == o_.kept.agents_urls.end() ? std::string() : found->second;
}

void agent_questions::forget(session_id session) {
  const auto gone = heard_of_.extract(session);
  const auto again = std::ranges::any_of(
      heard_of_, [&](const auto& other) { return gone && other.second == gone.mapped(); });
  if (gone && !again)
    enrolments_->use([&](enrolments& all) {
      all.heard(gone.mapped(), agents_at_port{true, {}});
    });
}

void agent_questions::order(const port_order& what) {
  const auto body = encode(what);
  for (const auto& [session, p] : o_.links.all())
    if (p.welcomed)
      (void)o_.links.offer(session, {entry_kind::port_order, {}, 0, {}, body});
  for (const auto& [session, p] : o_.links.all())
    o_.links.flush(session);
}

agents_urls agent_questions::urls(const scope& where) const {
  agents_urls found;
  const auto add = [&](const std::string& url) {
    if (!url.empty() && std::ranges::count(found.all, url) == 0)
      found.all.push_back(url);
  };
  if (where.kind() == scope::level::sector)
    add(url_of(o_.places.holder(where.sector())));
  else if (where.kind() != scope::level::all)
    add(url_of(o_.places.holder(o_.table.part_of(where.cluster()))));
  for (const auto& [session, p] : o_.links.all())
    if (p.welcomed)
      add(url_of(session));
  return found;
}

} // namespace mesh::node
