#include "runtime/node/hub/person_questions.hpp"

#include <algorithm>
#include <memory>

#include <spdlog/spdlog.h>

#include "runtime/node/bodies/person_bodies.hpp"

namespace mesh::node {

void person_questions::ask(session_id session, std::uint64_t number,
                           const person_question& what, duration waited) {
  const auto* asks = o_.links.find(session);
  const auto part = o_.table.part_of(what.who.parent());
  if (people_ == nullptr || asks == nullptr || !o_.table.serves(asks->name, session, part)) {
    spdlog::warn("{} asked {}, which is not with it; the question is ignored",
                 asks == nullptr ? "a host" : asks->name, to_string(what.who));
    return;
  }
  asked_by_[what.who] = session;
  job asked;
  asked.id = what.message;
  asked.agent = what.who;
  asked.source = what.source;
  asked.verb = what.verb;
  asked.payload = what.payload;
  asked.time_left = std::max(what.time_left - waited, duration::zero());
  if (what.lead_time > duration::zero())
    asked.lead_time = std::max<duration>(what.lead_time - waited, milliseconds(1));
  const auto at_once = people_->start(what.who, asked, [&] {
    return work_done([answered = answered_, session, number](work_result result) {
      answered({session, number, std::make_shared<const work_result>(std::move(result))});
    });
  });
  if (at_once)
    say(session, number, *at_once);
}

void person_questions::withdraw(session_id session, const person_withdrawal& what) {
  const auto found = asked_by_.find(what.who);
  if (people_ == nullptr || found == asked_by_.end() || found->second != session)
    return; // another host has this person now
  if (what.message == message_id{})
    people_->orphan(what.who);
  else
    people_->withdraw(what.who, what.message);
}

void person_questions::answer(const person_answered& made) {
  say(made.session, made.question, *made.result);
}

void person_questions::say(session_id session, std::uint64_t number,
                           const work_result& result) {
  const auto* asks = o_.links.find(session);
  if (asks == nullptr || !asks->welcomed)
    return; // its host is gone; the inbox keeps the answer for the next one
  (void)o_.links.offer(session,
                       {entry_kind::person_answer,
                        {},
                        number,
                        {},
                        encode(person_answer{result.state, result.value, result.failure,
                                             result.detail, result.processing_ms})});
  o_.links.flush(session);
}

void person_questions::forget(session_id session) {
  told_.erase(session);
  std::erase_if(asked_by_, [&](const auto& one) {
    if (one.second == session)
      people_->orphan(one.first);
    return one.second == session;
  });
}

void person_questions::spread() {
  if (people_ == nullptr || people_->empty())
    return;
  const auto lessons = people_->lessons();
  std::string body;
  for (const auto& [session, p] : o_.links.all()) {
    if (!p.welcomed || told_[session] == lessons)
      continue;
    if (body.empty())
      body = encode(people_->paces());
    if (o_.links.offer(session, {entry_kind::people_paces, {}, 0, {}, body}))
      told_[session] = lessons;
  }
}

} // namespace mesh::node
