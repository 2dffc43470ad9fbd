#include "runtime/proposals/proposal_book.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

tl::expected<void, error> proposal_book::restore(std::string_view line) {
  auto what = decode_proposal(line);
  if (!what)
    return tl::unexpected(what.error());
  if (what->state == proposal_state::waiting) {
    what->state = proposal_state::expired;
    what->outcome = "the process was started anew";
  } else if (what->state == proposal_state::running) {
    what->state = proposal_state::unknown;
    what->outcome = "the process ended while it ran";
  }
  const std::lock_guard lock(mutex_);
  last_number_ = std::max(last_number_, what->number);
  const auto number = what->number;
  all_.insert_or_assign(number, *std::move(what));
  make_room();
  return {};
}

void proposal_book::keep(const proposal& what) {
  if (keeper_ != nullptr)
    keeper_->keep(encode_proposal(what), [](const tl::expected<void, error>&) {
      // The store itself reports that its disk takes nothing.
    });
}

void proposal_book::close(proposal& what, proposal_state how, std::uint64_t now_ms) {
  what.state = how;
  if (what.decided_ms == 0)
    what.decided_ms = now_ms;
  what.whom.clear();
  ++counts_[how];
  keep(what);
}

void proposal_book::expire(std::uint64_t now_ms) {
  for (auto& [number, one] : all_)
    if (one.state == proposal_state::waiting && one.expires_ms <= now_ms) {
      one.outcome = "nobody approved it in time";
      close(one, proposal_state::expired, now_ms);
      expired_.push_back(one);
    }
  if (expired_.size() > most_over)
    expired_.erase(expired_.begin(), expired_.end() - most_over);
}

void proposal_book::make_room() {
  auto over = static_cast<std::size_t>(
      std::ranges::count_if(all_, [](const auto& p) { return p.second.over(); }));
  for (auto i = all_.begin(); i != all_.end() && over > most_over;) {
    if (i->second.over()) {
      i = all_.erase(i);
      --over;
    } else {
      ++i;
    }
  }
}

error proposal_book::no_room(const proposal& what, std::uint64_t now_ms) const {
  std::size_t waiting = 0;
  std::size_t of_mesh = 0;
  for (const auto& [number, one] : all_) {
    const auto waits = one.state == proposal_state::waiting;
    waiting += waits ? 1 : 0;
    of_mesh += waits && one.kind == proposer::mesh ? 1 : 0;
    if (what.kind == proposer::mesh && one.state == proposal_state::rejected
        && one.commands == what.commands && now_ms < one.decided_ms + asked_again_after_ms)
      return {errc::already_exists, one.name() + " was the same, and was rejected"};
  }
  if (waiting < most_waiting && (what.kind != proposer::mesh || of_mesh < most_of_mesh))
    return {};
  return {errc::too_many_in_flight, std::to_string(waiting) + " proposals wait already",
          "approve or reject some; see 'proposals'"};
}

tl::expected<proposal, error> proposal_book::add(proposal what, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  expire(now_ms);
  if (what.expires_ms == 0)
    what.expires_ms = now_ms + usual_life_ms;
  for (auto& [number, one] : all_) {
    if (one.state != proposal_state::waiting || one.by != what.by
        || one.commands != what.commands)
      continue;
    if (one.version == what.version && one.reach.effects == what.reach.effects) {
      one.expires_ms = what.expires_ms;
      keep(one);
      auto renewed = one;
      renewed.renewed = true;
      return renewed;
    }
    one.outcome = "its agents have changed, and it was proposed anew";
    one.instead = last_number_ + 1;
    close(one, proposal_state::stale, now_ms);
    break;
  }
  if (auto full = no_room(what, now_ms); full.code != errc::none)
    return tl::unexpected(std::move(full));
  what.number = ++last_number_;
  what.made_ms = now_ms;
  what.state = proposal_state::waiting;
  keep(what);
  return all_.insert_or_assign(what.number, std::move(what)).first->second;
}

tl::expected<proposal*, error> proposal_book::open_one(std::uint64_t number, const decider& who,
                                                       std::uint64_t now_ms) {
  expire(now_ms);
  const auto found = all_.find(number);
  const auto name = "proposal " + std::to_string(number);
  if (found == all_.end())
    return tl::unexpected(
        error{errc::unknown_target, "there is no " + name, "see 'proposals'"});
  auto& one = found->second;
  if (who.kind != proposer::person)
    return tl::unexpected(
        error{errc::denied, "only a person decides about " + name, "ask an operator"});
  if (one.state == proposal_state::expired)
    return tl::unexpected(
        error{errc::expired, name + " has expired: " + one.outcome, "ask for it again"});
  if (one.state == proposal_state::waiting)
    return &one;
  return tl::unexpected(
      error{errc::already_exists,
            name + " is " + std::string(to_string(one.state))
                + (one.decided_by.empty() ? "" : ", decided by " + one.decided_by),
            one.instead != 0 ? "see 'proposal " + std::to_string(one.instead) + "'"
                             : "see 'proposals'"});
}

tl::expected<proposal, error> proposal_book::take(std::uint64_t number, const decider& who,
                                                  std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto one = open_one(number, who, now_ms);
  if (!one)
    return tl::unexpected(one.error());
  auto& mine = **one;
  mine.state = proposal_state::running;
  mine.decided_by = who.name;
  mine.decided_ms = now_ms;
  keep(mine);
  return mine;
}

proposal proposal_book::end(std::uint64_t number, proposal_state how, std::string outcome,
                            std::uint64_t instead, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(number);
  if (found == all_.end())
    return {};
  found->second.outcome = std::move(outcome);
  found->second.instead = instead;
  close(found->second, how, now_ms);
  auto ended = found->second;
  make_room();
  return ended;
}

tl::expected<proposal, error> proposal_book::reject(std::uint64_t number, const decider& who,
                                                    std::string why, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto one = open_one(number, who, now_ms);
  if (!one)
    return tl::unexpected(one.error());
  auto& mine = **one;
  mine.decided_by = who.name;
  mine.decided_ms = now_ms;
  mine.outcome = std::move(why);
  close(mine, proposal_state::rejected, now_ms);
  auto ended = mine;
  make_room();
  return ended;
}

std::vector<proposal> proposal_book::all(std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  expire(now_ms);
  std::vector<proposal> list;
  for (const auto& [number, one] : all_)
    list.push_back(one);
  return list;
}

std::optional<proposal> proposal_book::find(std::uint64_t number, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  expire(now_ms);
  const auto found = all_.find(number);
  return found == all_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<proposal> proposal_book::waiting_of(const std::string& by, std::uint64_t now_ms) {
  auto list = all(now_ms);
  std::erase_if(list, [&](const proposal& one) {
    return one.state != proposal_state::waiting || one.by != by;
  });
  return list;
}

std::vector<proposal> proposal_book::take_expired(std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  expire(now_ms);
  return std::exchange(expired_, {});
}

std::uint64_t proposal_book::count(proposal_state how) const {
  const std::lock_guard lock(mutex_);
  if (how == proposal_state::waiting || how == proposal_state::running)
    return static_cast<std::uint64_t>(
        std::ranges::count_if(all_, [&](const auto& p) { return p.second.state == how; }));
  const auto found = counts_.find(how);
  return found == counts_.end() ? 0 : found->second;
}

} // namespace mesh
