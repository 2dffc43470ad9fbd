#include "actors/chains/chain_book.hpp"

#include <algorithm>

#include "config/nearest.hpp"

namespace mesh {

void chain_book::keep(std::uint32_t number, decltype(chain_record::what) what,
                      chain_keeper::written done) const {
  if (keeper_ != nullptr)
    keeper_->keep({number, std::move(what)}, std::move(done));
  else if (done)
    done({});
}

const kept_chain* chain_book::find(const std::string& id) const {
  auto found = std::ranges::find(chains_, id, &kept_chain::id);
  return found == chains_.end() ? nullptr : &*found;
}

/// The serial of a chain, unless an operator has called another one so.
std::string chain_book::new_id(const std::string& of) const {
  for (auto number = next_serial_;; ++number)
    if (auto id = of + "-" + std::to_string(number); find(id) == nullptr)
      return id;
}

tl::expected<chain_book::added, error> chain_book::add(std::shared_ptr<const chain_plan> plan,
                                                       time_point now, const chain_name& called,
                                                       chain_keeper::written done) {
  std::lock_guard lock(mutex_);
  if (const auto* there = called.id.empty() ? nullptr : find(called.id)) {
    if (there->digest == called.digest)
      return added{*there, true};
    return tl::unexpected(error{
        errc::already_exists,
        "there is a chain " + called.id + " with another content: "
            + (there->digest.empty() ? "it has no digest" : "its digest is " + there->digest)
            + ", that of this one is " + called.digest,
        "give it another name"});
  }
  if (chains_.size() >= most_)
    return tl::unexpected(error{
        errc::too_many_in_flight, "there are " + std::to_string(chains_.size()) + " chains",
        "raise chains.most, or start the mesh anew: then all ended chains but the newest "
        "chains.keep_ended are forgotten"});
  kept_chain chain;
  chain.number = static_cast<std::uint32_t>(chains_.size());
  chain.id = called.id.empty() ? new_id(plan->name) : called.id;
  chain.plan = std::move(plan);
  chain.begun = now;
  chain.digest = called.id.empty() ? std::string() : called.digest;
  chains_.push_back(chain);
  ++next_serial_;
  keep(chain.number, chain_begun{chain.id, chain.plan, chain.digest}, std::move(done));
  return added{std::move(chain), false};
}

void chain_book::worked(std::uint32_t number, std::uint32_t task, agent_id agent) {
  std::lock_guard lock(mutex_);
  chains_.at(number).worked.emplace_back(task, agent);
  keep(number, chain_worked{task, agent});
}

void chain_book::verified(std::uint32_t number, const chain_checkpoint& what,
                          chain_keeper::written done) {
  std::lock_guard lock(mutex_);
  chains_.at(number).verified.push_back(what);
  keep(number, what, std::move(done));
}

/// An empty change: the keeper writes what waits with it.
void chain_book::try_again(std::uint32_t number, chain_keeper::written done) {
  std::lock_guard lock(mutex_);
  keep(number, chain_paused{chains_.at(number).paused}, std::move(done));
}

void chain_book::begins(std::uint32_t number, const effect_intent& what,
                        chain_keeper::written done) {
  std::lock_guard lock(mutex_);
  chains_.at(number).effects[{what.task, what.effect}] = {true, true, {}};
  keep(number, what, std::move(done));
}

void chain_book::carried_out(std::uint32_t number, const effect_outcome& what,
                             chain_keeper::written done) {
  std::lock_guard lock(mutex_);
  chains_.at(number).effects[{what.task, what.effect}] = {false, true, what.failure};
  keep(number, what, std::move(done));
}

std::optional<kept_effect> chain_book::effect_of(std::uint32_t number,
                                                 const effect_intent& which) const {
  std::lock_guard lock(mutex_);
  const auto& effects = chains_.at(number).effects;
  auto found = effects.find({which.task, which.effect});
  return found == effects.end() ? std::nullopt : std::optional(found->second);
}

void chain_book::paused(std::uint32_t number, bool is) {
  std::lock_guard lock(mutex_);
  chains_.at(number).paused = is;
  keep(number, chain_paused{is});
}

void chain_book::cancelled(std::uint32_t number) {
  std::lock_guard lock(mutex_);
  chains_.at(number).cancelled = true;
  keep(number, chain_cancelled{});
}

tl::expected<void, error> chain_book::restore(const std::vector<chain_record>& records,
                                              time_point now) {
  std::lock_guard lock(mutex_);
  for (const auto& record : records)
    if (auto good = apply(record, now); !good)
      return good;
  return {};
}

tl::expected<void, error> chain_book::apply(const chain_record& record, time_point now) {
  auto misfit = [&](const char* why) {
    return tl::unexpected(
        error{errc::store_corrupt,
              "a record of chain " + std::to_string(record.chain + 1) + " " + why,
              "restore the file of chains, or move it away to forget them"});
  };
  if (const auto* begun = std::get_if<chain_begun>(&record.what)) {
    if (record.chain != chains_.size())
      return misfit("has another number than its place says");
    if (chains_.size() >= most_)
      return tl::unexpected(error{errc::too_many_in_flight,
                                  "more than " + std::to_string(most_) + " chains are kept",
                                  "raise chains.most"});
    ++next_serial_;
    kept_chain chain;
    chain.number = record.chain;
    chain.id = begun->id;
    chain.plan = begun->plan;
    chain.begun = now;
    chain.digest = begun->digest;
    chains_.push_back(std::move(chain));
    return {};
  }
  if (const auto* serial = std::get_if<chain_serial>(&record.what)) {
    next_serial_ = std::max(next_serial_, serial->next);
    return {};
  }
  if (record.chain >= chains_.size())
    return misfit("comes before the chain has begun");
  auto& chain = chains_[record.chain];
  auto known = [&](std::uint32_t task) {
    return task < chain.plan->tasks.size();
  };
  auto has_effect = [&](std::uint32_t task, std::uint32_t effect) {
    return known(task) && effect < chain.plan->tasks[task].effects.size();
  };
  if (const auto* worked = std::get_if<chain_worked>(&record.what)) {
    if (!known(worked->task))
      return misfit("names a task that is not there");
    chain.worked.emplace_back(worked->task, worked->agent);
  } else if (const auto* verified = std::get_if<chain_checkpoint>(&record.what)) {
    if (!known(verified->task))
      return misfit("names a task that is not there");
    chain.verified.push_back(*verified);
  } else if (const auto* begun = std::get_if<effect_intent>(&record.what)) {
    if (!has_effect(begun->task, begun->effect))
      return misfit("names an effect that is not there");
    chain.effects[{begun->task, begun->effect}] = {true, false, {}};
  } else if (const auto* effect = std::get_if<effect_outcome>(&record.what)) {
    if (!has_effect(effect->task, effect->effect))
      return misfit("names an effect that is not there");
    chain.effects[{effect->task, effect->effect}] = {false, false, effect->failure};
  } else if (const auto* paused = std::get_if<chain_paused>(&record.what)) {
    chain.paused = paused->is;
  } else {
    chain.cancelled = true;
  }
  return {};
}

std::optional<kept_chain> chain_book::find(std::uint32_t number) const {
  std::lock_guard lock(mutex_);
  return number < chains_.size() ? std::optional(chains_[number]) : std::nullopt;
}

std::vector<kept_chain> chain_book::of(sector_id sector) const {
  std::lock_guard lock(mutex_);
  std::vector<kept_chain> mine;
  for (const auto& one : chains_)
    if (home_of(one.number) == sector)
      mine.push_back(one);
  return mine;
}

tl::expected<std::uint32_t, error> chain_book::number_of(const std::string& id) const {
  std::lock_guard lock(mutex_);
  if (const auto* there = find(id))
    return there->number;
  std::vector<std::string_view> names;
  for (const auto& one : chains_)
    names.emplace_back(one.id);
  auto meant = nearest(id, names);
  return tl::unexpected(
      error{errc::unknown_target, "there is no chain " + id,
            meant.empty() ? "see 'chain list'" : "did you mean " + meant + "?"});
}

std::uint64_t chain_book::next_serial() const {
  std::lock_guard lock(mutex_);
  return next_serial_;
}

std::uint32_t chain_book::size() const {
  std::lock_guard lock(mutex_);
  return static_cast<std::uint32_t>(chains_.size());
}

} // namespace mesh
