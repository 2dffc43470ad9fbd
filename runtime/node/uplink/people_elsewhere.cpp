#include "runtime/node/uplink/people_elsewhere.hpp"

#include <algorithm>
#include <utility>

#include "runtime/mesh/start_up.hpp"
#include "runtime/node/bodies/person_bodies.hpp"

namespace mesh::node {

namespace {

work_result result_of(person_answer said) {
  work_result result;
  result.state = said.state;
  result.value = std::move(said.value);
  result.failure = said.failure;
  result.detail = std::move(said.detail);
  result.processing_ms = static_cast<float>(said.processing_ms);
  result.round_trip_ms = 0;
  return result;
}

duration left_of(duration span, duration passed) {
  return std::max(span - passed, duration::zero());
}

} // namespace

people_elsewhere::people_elsewhere(const config& cfg, clocks time) : time_(std::move(time)) {
  for (const auto& one : cfg.agents)
    if (one.person)
      people_.emplace(one.where.agent(),
                      answer_habits(one.person->declared(), prior_answer_ms(cfg, one)));
}

void people_elsewhere::speak(std::function<void(link_entry)> say) {
  const std::lock_guard lock(mutex_);
  say_ = std::move(say);
}

bool people_elsewhere::has(agent_id who) const {
  const std::lock_guard lock(mutex_);
  return people_.contains(who);
}

void people_elsewhere::ask(std::uint64_t number, const open_question& one) const {
  const auto passed = time_.now() - one.asked;
  auto what = one.what;
  what.time_left = left_of(what.time_left, passed);
  if (what.lead_time > duration::zero()) // what should be done by now is not without haste
    what.lead_time = std::max<duration>(left_of(what.lead_time, passed), milliseconds(1));
  say_({entry_kind::ask_person, {}, number, {}, encode(what)});
}

std::optional<work_result> people_elsewhere::start(agent_id who, const job& what,
                                                   const std::function<work_done()>& done) {
  const std::lock_guard lock(mutex_);
  if (!people_.contains(who))
    return work_result::failed(errc::agent_offline, to_string(who) + " is no person");
  if (!say_)
    return work_result::failed(errc::agent_offline, "this host has no way to the inbox yet");
  const auto note = what.verb == to_string(verb::record);
  open_question one{{who, what.id, std::string(what.source), std::string(what.verb),
                     std::string(what.payload), what.time_left, what.lead_time},
                    note ? work_done() : done(),
                    time_.now()};
  const auto number = ++last_;
  ask(number, one);
  if (note)
    return work_result::ready({});
  open_.emplace(number, std::move(one));
  return std::nullopt;
}

void people_elsewhere::drop(const person_withdrawal& what) {
  const std::lock_guard lock(mutex_);
  const auto gone = std::erase_if(open_, [&](const auto& one) {
    const auto& asked = one.second.what;
    return asked.who == what.who
           && (what.message == message_id{} || asked.message == what.message);
  });
  if (gone > 0)
    say_({entry_kind::person_withdrawal, {}, 0, {}, encode(what)});
}

void people_elsewhere::withdraw(agent_id who, message_id what) {
  drop({who, what});
}

void people_elsewhere::orphan(agent_id who) {
  drop({who, {}});
}

std::optional<double> people_elsewhere::lead_time_ms(agent_id who, std::string_view /*source*/,
                                                     time_point arrive) const {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find(who);
  if (found == people_.end())
    return std::nullopt;
  const auto ready_by = time_.wall_ms(arrive);
  return static_cast<double>(ready_by - found->second.ask_at(ready_by));
}

void people_elsewhere::joined() {
  const std::lock_guard lock(mutex_);
  for (const auto& [number, one] : open_)
    ask(number, one);
}

void people_elsewhere::answered(std::uint64_t question, person_answer what) {
  work_done done;
  {
    const std::lock_guard lock(mutex_);
    auto found = open_.extract(question);
    if (!found)
      return; // nobody waits for it any more
    done = std::move(found.mapped().done);
  }
  done(result_of(std::move(what)));
}

void people_elsewhere::learned(const people_paces& all) {
  const std::lock_guard lock(mutex_);
  for (const auto& one : all.people)
    if (const auto found = people_.find(one.who); found != people_.end())
      found->second.follow(one.pace);
}

} // namespace mesh::node
