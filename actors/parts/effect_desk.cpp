#include "actors/parts/effect_desk.hpp"

#include <algorithm>

namespace mesh {

void effect_desk::begin(chain_book& book, effect_runner& runner, bring back) {
  book_ = &book;
  runner_ = &runner;
  bring_ = std::move(back);
}

void effect_desk::take_up(const kept_chain& chain) {
  for (const auto& [at, effect] : chain.effects)
    if (effect.open && effect.here)
      chains_[chain.number].inherited.insert(at);
}

chain_keeper::written effect_desk::when_written(std::uint32_t chain, desk_of_chain& mine) {
  return [back = bring_, chain, record = ++mine.last_record](const error& failure) {
    back({chain, record, {}, failure});
  };
}

/// The outcome is in the book first, so that it is known even when its scheduler is gone.
effect_runner::ended effect_desk::when_ended(std::uint32_t chain,
                                             const effect_intent& which) const {
  return [back = bring_, book = book_, chain, which](const error& failure) {
    const effect_outcome outcome{which.task, which.effect, failure};
    book->carried_out(chain, outcome, [back, chain, outcome](const error& not_kept) {
      back({chain, 0, outcome, not_kept});
    });
  };
}

void effect_desk::verified(std::uint32_t chain, const chain_checkpoint& what) {
  if (!book_->durable())
    return book_->verified(chain, what, {});
  book_->verified(chain, what, when_written(chain, chains_[chain]));
}

void effect_desk::due(std::uint32_t chain, const effect_intent& which, effect_order what) {
  auto& mine = chains_[chain];
  mine.effect = {which, std::move(what), stage::rests, {}};
  if (!inherit(chain, mine))
    (void)go_on(chain, mine); // it has not ended yet
}

/// What an earlier scheduler of this process has begun is under way, or has ended, or was not
/// begun after all: then it begins now.
bool effect_desk::inherit(std::uint32_t chain, desk_of_chain& mine) {
  auto& effect = *mine.effect;
  if (mine.inherited.erase({effect.which.task, effect.which.effect}) == 0)
    return false;
  if (runner_->attach(effect.what.key(), when_ended(chain, effect.which))) {
    effect.at = stage::is_under_way;
    return true;
  }
  auto kept = book_->effect_of(chain, effect.which);
  if (!kept || kept->open)
    return false;
  say(chain, effect, kept->failure);
  return true;
}

/// Ends the effect with what is known without carrying it out.
void effect_desk::say(std::uint32_t chain, effect_in_hand& effect, error failure) {
  effect.at = stage::is_under_way;
  bring_({chain,
          0,
          effect_outcome{effect.which.task, effect.which.effect, std::move(failure)},
          {}});
}

void effect_desk::cancelled(std::uint32_t chain) {
  auto found = chains_.find(chain);
  if (found == chains_.end() || !found->second.effect)
    return;
  if (found->second.effect->at < stage::is_under_way)
    found->second.effect.reset();
}

std::optional<effect_outcome> effect_desk::heed(const effect_note& what) {
  auto& mine = chains_[what.chain];
  if (what.outcome) {
    auto& effect = mine.effect;
    if (!effect || effect->at != stage::is_under_way || effect->which.task != what.outcome->task
        || effect->which.effect != what.outcome->effect)
      return std::nullopt;
    effect->at = stage::has_ended;
    effect->outcome = *what.outcome;
    if (what.failure.code != errc::none) {
      ++mine.last_record;
      mine.refused = true;
    }
  } else if (what.failure.code == errc::none) {
    mine.durable = std::max(mine.durable, what.record); // and all before it
  } else if (mine.durable < what.record) {
    mine.refused = true;
  }
  return go_on(what.chain, mine);
}

std::optional<effect_outcome> effect_desk::go_on(std::uint32_t chain, desk_of_chain& mine) {
  while (mine.effect && mine.durable == mine.last_record) {
    auto& effect = *mine.effect;
    switch (effect.at) {
    case stage::rests:
      if (auto why = runner_->refusal(effect.what); why.code != errc::none) {
        say(chain, effect, std::move(why));
        return std::nullopt;
      }
      effect.at = stage::is_kept;
      if (book_->durable())
        book_->begins(chain, effect.which, when_written(chain, mine));
      else
        book_->begins(chain, effect.which, {});
      break;
    case stage::is_kept:
      effect.at = stage::is_under_way;
      runner_->run(effect.what, when_ended(chain, effect.which));
      return std::nullopt;
    case stage::is_under_way:
      return std::nullopt;
    case stage::has_ended: {
      auto outcome = std::move(effect.outcome);
      mine.effect.reset();
      return outcome;
    }
    }
  }
  return std::nullopt;
}

bool effect_desk::refused() const {
  return std::ranges::any_of(chains_, [](const auto& one) { return one.second.refused; });
}

void effect_desk::hand_in_again() {
  for (auto& [chain, mine] : chains_)
    if (std::exchange(mine.refused, false))
      book_->try_again(chain, when_written(chain, mine));
}

} // namespace mesh
