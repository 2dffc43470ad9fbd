#include "actors/parts/agent_voice.hpp"

#include <algorithm>

#include "actors/parts/job_of.hpp"
#include "actors/parts/post_tickets.hpp"

namespace mesh {

template <class Report>
void agent_voice::sign(Report& r) const {
  r.slot = of_.slot;
  r.incarnation = of_.incarnation;
  r.context_hash = context_->hash;
  r.queue_depth = static_cast<std::uint16_t>(of_.messages->queue_depth());
  r.report = of_.measured->report();
}

void agent_voice::answer(const deliver& to, ack a) {
  a.what = to.what->id;
  a.gather = to.gather;
  a.sent_at = to.sent_at;
  a.lamport = clock_.tick();
  a.thawed = to.thawed;
  if (!a.second_copy)
    a.attempt = to.attempt;
  sign(a);
  auto receipt = to.what->what == verb::record;
  a.measures_link = !to.thawed && !of_.body->measures_own_link()
                    && (!receipt || of_.body->heartbeats_measure_link());
  auto way = of_.body->link(receipt).outbound;
  auto back = a.ready_at + way;
  a.back_at = back;
  if (way > duration::zero() || back > now())
    of_.around->timers.at(back, lead_, std::move(a));
  else
    of_.self->send(lead_, std::move(a));
}

void agent_voice::answer(const withdraw& to, ack a) {
  a.what = to.what;
  a.gather = to.gather;
  a.withdrawn = true;
  a.measures_link = false;
  a.lamport = clock_.tick();
  sign(a);
  of_.self->send(lead_, std::move(a));
}

void agent_voice::answer_done(const deliver& to, work_result result, duration held,
                              duration way_back, time_point moment) {
  const auto& m = *to.what;
  if (lies_ && result.state == trinary::ready)
    result.value = "not " + result.value;
  for (auto& p : result.posts)
    of_.self->send(lead_,
                   post{of_.slot, of_.incarnation, p.to, std::move(p.payload), m.correlation,
                        m.id, clock_.tick(), make_ticket(of_.around->counters)});
  auto a = ack_of(std::move(result), m.id, moment - way_back);
  a.held = held;
  a.unstoppable = a.failure == errc::work_stuck && !of_.body->cancels();
  of_.messages->keep(to, a, now());
  answer(to, std::move(a));
}

void agent_voice::refuse(const deliver& what, errc failure, std::string detail,
                         time_point moment) {
  ack a;
  a.state = trinary::transit;
  a.failure = failure;
  a.detail = std::move(detail);
  a.ready_at = moment;
  answer(what, std::move(a));
}

void agent_voice::answer(const pulse& to, const in_hand& holds, time_point moment) {
  heartbeat h;
  h.number = to.number;
  h.measures_link = of_.body->heartbeats_measure_link() && !of_.body->measures_own_link();
  h.away = !of_.body->present();
  h.idle = of_.messages->idle(moment);
  h.sent_at = to.sent_at;
  h.as_of = moment;
  h.holds = holds;
  sign(h);
  auto way = of_.body->link(true);
  auto there_and_back = way.inbound + way.outbound;
  auto sent_at = to.sent_at == time_point{} ? moment : to.sent_at;
  h.back_at = std::max(moment, sent_at + there_and_back);
  if (there_and_back > duration::zero())
    of_.around->timers.at(on_shared_grid(h.back_at), lead_, h);
  else
    of_.self->send(lead_, h);
}

void agent_voice::tell_times(message_id about) {
  auto a = ack_of(work_result::ready({}), about, now());
  a.measures_link = false;
  a.lamport = clock_.tick();
  sign(a);
  of_.self->send(lead_, std::move(a));
}

void agent_voice::note_work(const in_hand& holds, time_point moment) {
  of_.self->send(lead_,
                 work_note{of_.slot, of_.incarnation, !of_.body->present(), moment, holds});
}

void agent_voice::tell_frozen(const freeze_agent& order) {
  const auto& messages = *of_.messages;
  of_.self->send(
      lead_, agent_frozen{order.number, of_.incarnation, messages.held.all(messages.queue)});
}

void agent_voice::tell_thawed(const thaw_agent& order, time_point moment) {
  of_.self->send(lead_, agent_thawed{order.number, of_.slot, of_.incarnation, moment});
}

} // namespace mesh
