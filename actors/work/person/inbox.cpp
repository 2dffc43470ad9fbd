#include "actors/work/person/inbox.hpp"

#include <algorithm>
#include <utility>

#include "actors/work/person/inbox_record.hpp"
#include "messages/message.hpp"
#include "messages/plan_name.hpp"

namespace mesh {

namespace {

constexpr std::uint64_t day_ms = 86'400'000;
constexpr std::uint64_t note_ms = 7 * day_ms;       // a note that nobody reads goes then
constexpr std::uint64_t remembered_ms = 2 * day_ms; // after an item's end

/// The same for each message by which a planned gather asks the same.
std::string key_of(const job& what) {
  if (is_plan_name(what.source))
    return std::string(what.source);
  return to_string(what.id);
}

/// A planned gather whose orchestrator went down takes its messages back, and asks again.
bool may_come_again(const inbox_item& item) {
  return item.state == inbox_state::withdrawn && is_plan_name(item.key);
}

bool is_note(const inbox_item& item) {
  return item.verb == to_string(verb::record);
}

} // namespace

void inbox::add(agent_id who, const person_config& person, double prior_ms) {
  const std::lock_guard lock(mutex_);
  people_.insert_or_assign(
      who, inbox::person{person.name, answer_habits(person.declared(), prior_ms)});
}

bool inbox::has(agent_id who) const {
  const std::lock_guard lock(mutex_);
  return people_.contains(who);
}

bool inbox::empty() const {
  const std::lock_guard lock(mutex_);
  return people_.empty();
}

inbox::person* inbox::named(const std::string& name) {
  for (auto& [id, one] : people_)
    if (one.name == name)
      return &one;
  return nullptr;
}

inbox::entry* inbox::find_key(const std::string& person, std::string_view key) {
  return const_cast<entry*>(std::as_const(*this).find_key(person, key)); // NOLINT: the same
}

const inbox::entry* inbox::find_key(const std::string& person, std::string_view key) const {
  for (const auto& [number, one] : items_)
    if (one.item.key == key && one.item.person == person
        && (one.item.state == inbox_state::open || one.item.state == inbox_state::answered
            || may_come_again(one.item)))
      return &one;
  return nullptr;
}

std::size_t inbox::open_of(const std::string& person) const {
  return static_cast<std::size_t>(std::ranges::count_if(items_, [&](const auto& one) {
    return one.second.item.state == inbox_state::open && one.second.item.person == person;
  }));
}

tl::expected<void, error> inbox::restore(std::string_view line) {
  auto record = decode_inbox_record(line);
  if (!record)
    return tl::unexpected(record.error());
  const std::lock_guard lock(mutex_);
  auto& item = items_[record->number].item;
  const auto again = record->state == inbox_state::open && may_come_again(item);
  if (item.number != 0 && !again
      && (item.state != inbox_state::open || record->state == inbox_state::open))
    return tl::unexpected(error{errc::invalid_argument,
                                "item " + std::to_string(record->number) + " is there twice"});
  last_number_ = std::max(last_number_, record->number);
  item = *std::move(record);
  if (item.state != inbox_state::open)
    learn(item);
  return {};
}

void inbox::learn(const inbox_item& item) {
  auto* who = named(item.person);
  if (who == nullptr || is_note(item))
    return;
  ++lessons_;
  if (item.state == inbox_state::answered)
    who->habits.answered(item.asked_ms, item.ended_ms);
  else
    who->habits.unanswered(item.asked_ms, item.ended_ms);
}

/// Not kept, it is asked again by whoever still waits, or learned anew.
void inbox::keep(const inbox_item& item) {
  if (keeper_ != nullptr)
    keeper_->keep(encode_inbox_record(item), [](const tl::expected<void, error>&) {});
}

work_result inbox::result_of(const inbox_item& item) const {
  auto result = item.answer == trinary::conflict
                    ? work_result::conflict(item.payload, item.text)
                    : work_result::ready(item.text);
  for (const auto& [id, one] : people_)
    if (one.name == item.person)
      result.processing_ms =
          static_cast<float>(one.habits.working_ms(item.asked_ms, item.ended_ms));
  result.round_trip_ms = 0;
  return result;
}

std::optional<work_result> inbox::start(agent_id who, const job& what,
                                        const std::function<work_done()>& done) {
  std::function<void(const inbox_item&)> tell;
  inbox_item fresh;
  {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(who);
    if (found == people_.end())
      return work_result::failed(errc::agent_offline, to_string(who) + " is no person");
    const auto& name = found->second.name;
    const auto now = time_.now_ms();
    const auto note = what.verb == to_string(verb::record);
    const auto key = key_of(what);
    const auto expires =
        now + (note ? note_ms : static_cast<std::uint64_t>(to_ms(what.time_left)));
    if (auto* known = find_key(name, key)) {
      if (note)
        return work_result::ready({});
      if (known->item.state == inbox_state::answered)
        return result_of(known->item);
      if (known->item.state == inbox_state::withdrawn) {
        known->item.state = inbox_state::open;
        known->item.ended_ms = 0;
        keep(known->item);
      }
      known->done = done();
      known->item.message = what.id;
      known->item.expires_ms = std::max(known->item.expires_ms, expires);
      return std::nullopt;
    }
    if (open_of(name) >= most_)
      return work_result::failed(errc::queue_full, std::to_string(most_)
                                                       + " messages wait in the inbox of "
                                                       + name + " already");
    auto& one = items_[++last_number_];
    one.item.number = last_number_;
    one.item.person = name;
    one.item.message = what.id;
    one.item.key = key;
    one.item.source = what.source;
    one.item.verb = what.verb;
    one.item.payload = what.payload;
    one.item.asked_ms = now;
    if (what.lead_time > duration::zero())
      one.item.ready_by_ms = now + static_cast<std::uint64_t>(to_ms(what.lead_time));
    one.item.expires_ms = expires;
    if (!note)
      one.done = done();
    ++counts_.asked;
    keep(one.item);
    fresh = one.item;
    tell = tell_;
  }
  if (tell)
    tell(fresh);
  if (is_note(fresh))
    return work_result::ready({});
  return std::nullopt;
}

void inbox::end(entry& one, inbox_state how) {
  one.item.state = how;
  one.item.ended_ms = time_.now_ms();
  one.done = nullptr;
  ++(how == inbox_state::expired ? counts_.expired : counts_.withdrawn);
  keep(one.item);
  learn(one.item);
}

void inbox::withdraw(agent_id who, message_id what) {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find(who);
  if (found == people_.end())
    return;
  for (auto& [number, one] : items_)
    if (one.item.message == what && one.item.person == found->second.name
        && one.item.state == inbox_state::open && !one.closing && !is_note(one.item))
      end(one, time_.now_ms() >= one.item.expires_ms ? inbox_state::expired
                                                     : inbox_state::withdrawn);
}

void inbox::orphan(agent_id who) {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find(who);
  if (found == people_.end())
    return;
  for (auto& [number, one] : items_)
    if (one.item.person == found->second.name)
      one.done = nullptr;
}

std::optional<double> inbox::lead_time_ms(agent_id who, std::string_view source,
                                          time_point arrive) const {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find(who);
  return found == people_.end() ? std::nullopt
                                : std::optional(lead_ms(found->second, source, arrive));
}

std::optional<double> inbox::longest_lead_ms(const scope& where, std::string_view source,
                                             time_point arrive) const {
  const std::lock_guard lock(mutex_);
  std::optional<double> longest;
  for (const auto& [id, who] : people_)
    if (where.contains(id))
      longest = std::max(longest, std::optional(lead_ms(who, source, arrive)));
  return longest;
}

double inbox::lead_ms(const person& who, std::string_view source, time_point arrive) const {
  const auto ready_by = time_.at_ms(arrive);
  if (is_plan_name(source) && find_key(who.name, source) != nullptr) {
    constexpr double a_moment_ms = 1'000; // for the way there
    return static_cast<double>(ready_by) - static_cast<double>(time_.now_ms()) - a_moment_ms;
  }
  return static_cast<double>(ready_by - who.habits.ask_at(ready_by));
}

void inbox::answer(std::uint64_t number, trinary state, const std::string& text,
                   const std::string& by, const answered_item& then) {
  inbox_item answered;
  {
    const std::lock_guard lock(mutex_);
    const auto found = items_.find(number);
    const auto name = "item " + std::to_string(number);
    if (found == items_.end())
      return then(tl::unexpected(
          error{errc::unknown_target, name + " is not in the inbox", "see 'inbox'"}));
    auto& one = found->second;
    if (one.item.state != inbox_state::open || one.closing)
      return then(tl::unexpected(
          error{errc::invalid_argument,
                name + (one.closing ? " is being answered" : " has ended: it is ")
                    + (one.closing ? "" : std::string(to_string(one.item.state))),
                "see 'inbox'"}));
    one.closing = true;
    answered = one.item;
    answered.state = inbox_state::answered;
    answered.ended_ms = time_.now_ms();
    answered.answer = state;
    answered.text = text;
    answered.by = by;
  }
  if (keeper_ == nullptr)
    return answer_kept(number, std::move(answered), {}, then);
  auto line = encode_inbox_record(answered);
  keeper_->keep(std::move(line), [this, number, answered = std::move(answered),
                                  then](const tl::expected<void, error>& written) {
    answer_kept(number, answered, written, then);
  });
}

void inbox::answer_kept(std::uint64_t number, inbox_item answered,
                        const tl::expected<void, error>& written, const answered_item& then) {
  work_done done;
  std::optional<work_result> result;
  {
    const std::lock_guard lock(mutex_);
    auto& one = items_.at(number); // it stays while it is closing
    one.closing = false;
    if (written) {
      answered.message = one.item.message;
      one.item = answered;
      done = std::move(one.done);
      one.done = nullptr;
      ++counts_.answered;
      learn(one.item);
      if (done)
        result = result_of(one.item);
    }
  }
  if (!written)
    return then(tl::unexpected(written.error()));
  if (done)
    done(std::move(*result));
  then(answered);
}

std::vector<inbox_item> inbox::items(const std::string& person, bool ended) const {
  const std::lock_guard lock(mutex_);
  std::vector<inbox_item> all;
  for (const auto& [number, one] : items_)
    if ((person.empty() || one.item.person == person)
        && (ended || one.item.state == inbox_state::open))
      all.push_back(one.item);
  return all;
}

std::vector<inbox_item> inbox::answers_to(std::string_view source) const {
  const std::lock_guard lock(mutex_);
  std::vector<inbox_item> all;
  for (const auto& [number, one] : items_)
    if (one.item.key == source && one.item.state == inbox_state::answered)
      all.push_back(one.item);
  return all;
}

std::vector<inbox::person_view> inbox::people() const {
  const std::lock_guard lock(mutex_);
  std::vector<person_view> all;
  for (const auto& [id, one] : people_)
    all.push_back(
        {id, one.name, open_of(one.name), one.habits.answers(), one.habits.usual_ms()});
  return all;
}

people_paces inbox::paces() const {
  const std::lock_guard lock(mutex_);
  people_paces all;
  for (const auto& [id, one] : people_)
    all.people.push_back({id, one.habits.pace()});
  return all;
}

std::size_t inbox::open() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      items_, [](const auto& one) { return one.second.item.state == inbox_state::open; }));
}

void inbox::on_new(std::function<void(const inbox_item&)> tell) {
  const std::lock_guard lock(mutex_);
  tell_ = std::move(tell);
}

void inbox::tick() {
  const std::lock_guard lock(mutex_);
  const auto now = time_.now_ms();
  for (auto& [number, one] : items_)
    if (one.item.state == inbox_state::open && !one.done && !one.closing
        && one.item.expires_ms <= now)
      end(one, inbox_state::expired);
  std::erase_if(items_, [now](const auto& one) {
    const auto& item = one.second.item;
    return item.state != inbox_state::open && item.ended_ms + remembered_ms < now
           && item.expires_ms + remembered_ms < now;
  });
}

} // namespace mesh
