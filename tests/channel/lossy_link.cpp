#include "tests/channel/lossy_link.hpp"

#include <algorithm>
#include <utility>

#include "messages/protocol.hpp"

namespace mesh::test {

channel_user::channel_user(const links_config& cfg, session_id mine, ledger& all)
    : ends(cfg, mine), cfg_(cfg), all_(all) {
  ends.room(reader_entries);
}

void channel_user::offer(link_entry e, time_point now) {
  give(std::move(e), now, now);
}

void channel_user::give(link_entry e, time_point first_given, time_point now) {
  const auto id = e.number = ++all_.last;
  const bool is_summary = newest_wins(e.kind);
  ++offers_;
  if (!ends.offer(std::move(e), now))
    return;
  accepted_[id] = is_summary;
  all_.given[id] = first_given;
}

void channel_user::receive(link_batch b, time_point sent, time_point now) {
  all_.longest_flight = std::max(all_.longest_flight, now - sent);
  auto got = ends.receive(std::move(b), now);
  for (auto& e : got.never_acknowledged) {
    REQUIRE(accepted_.erase(e.number) == 1);
    auto first_given = all_.given.at(e.number);
    give(std::move(e), first_given, now);
  }
  for (const auto& e : got.entries)
    take(e, sent);
}

void channel_user::take(const link_entry& e, time_point sent) {
  REQUIRE(all_.taken.insert(e.number).second);
  REQUIRE(++unread_ <= reader_entries);
  auto& last = newest_wins(e.kind) ? last_summary_[e.where.sector().sector] : last_taken_;
  REQUIRE(e.number > last);
  last = e.number;
  // All the time before it was sent, and what its way is believed to take (S5).
  auto way = e.waited - (sent - all_.given.at(e.number));
  REQUIRE(way >= duration{});
  REQUIRE(way <= all_.longest_flight);
}

void channel_user::read(std::size_t entries) {
  unread_ -= std::min(unread_, entries);
  ends.room(static_cast<std::uint32_t>(reader_entries - unread_));
}

void channel_user::check(time_point now) const {
  const auto& c = ends.sent();
  REQUIRE(c.accepted + c.refused == offers_);
  REQUIRE(c.accepted == c.acknowledged + c.replaced + c.displaced + c.returned + ends.size());
  REQUIRE(c.ack_errors == 0);
  REQUIRE(ends.taken().over_credit == 0);
  REQUIRE(ends.size() <= static_cast<std::size_t>(cfg_.entries));
  REQUIRE(ends.bytes() <= static_cast<std::size_t>(cfg_.bytes));
  if (auto wake = ends.next_wake(now))
    REQUIRE(*wake > now); // it has been asked until there was nothing
}

void channel_user::check_all_arrived() const {
  CHECK(ends.size() == 0);
  CHECK(ends.bytes() == 0);
  std::uint64_t arrived = 0;
  for (const auto& [id, is_summary] : accepted_) {
    const bool there = all_.taken.contains(id);
    CHECK((there || is_summary));
    arrived += there ? 1 : 0;
  }
  CHECK(arrived == ends.sent().acknowledged);
}

lossy_link::lossy_link(const links_config& cfg, std::uint64_t seed) : cfg_(cfg), random_(seed) {
  for (auto& side : sides_)
    side = std::make_unique<channel_user>(cfg_, ++sessions_, all_);
  set_link(true);
}

void lossy_link::play(int steps) {
  for (int i = 0; i < steps; ++i) {
    act();
    pass(from_ms(chance() * 4));
  }
  calm_down();
}

void lossy_link::act() {
  const auto which = below(2);
  auto& side = *sides_[which];
  const auto what = below(100);
  if (what < 60) {
    for (auto n = below(12); n > 0; --n)
      side.offer(below(3) == 0 ? summary(static_cast<std::uint8_t>(below(5)), 0, below(300))
                               : entry(0, below(20) == 0 ? below(1'500) : below(100)),
                 now_);
  } else if (what < 85) {
    side.read(below(channel_user::reader_entries + 1));
  } else if (what < 92) {
    loss_ = below(3) == 0 ? 0 : chance() * 0.4;
    copies_ = chance() * 0.3;
    most_delay_ms_ = chance() * 40;
  } else if (what < 98) {
    set_link(!up_);
  } else {
    restart(which);
  }
  pump(0), pump(1);
}

void lossy_link::set_link(bool up) {
  up_ = up;
  for (auto& side : sides_)
    if (up)
      side->ends.link_up(now_);
    else
      side->ends.link_down();
  if (!up && below(2) == 0)
    air_.clear(); // else some of it arrives when the next link is up
}

void lossy_link::restart(std::size_t side) {
  ++restarts_;
  sides_[side] = std::make_unique<channel_user>(cfg_, ++sessions_, all_);
  if (up_)
    sides_[side]->ends.link_up(now_);
}

void lossy_link::pump(std::size_t side) {
  while (auto b = sides_[side]->ends.next(now_)) {
    REQUIRE(up_);
    for (int copies = chance() < copies_ ? 2 : 1; copies > 0; --copies)
      if (chance() >= loss_)
        air_.emplace(now_ + from_ms(chance() * most_delay_ms_), flying{1 - side, *b, now_});
  }
  sides_[side]->check(now_);
}

/// Batches arrive and channels wake up in their order in time.
void lossy_link::pass(duration time) {
  const auto end = now_ + time;
  for (;;) {
    auto next = end;
    if (up_ && !air_.empty())
      next = std::min(next, air_.begin()->first);
    for (auto& side : sides_)
      if (auto wake = side->ends.next_wake(now_))
        next = std::min(next, *wake);
    now_ = std::max(now_, next);
    if (now_ >= end)
      return;
    while (up_ && !air_.empty() && air_.begin()->first <= now_) {
      auto arrives = std::move(air_.extract(air_.begin()).mapped());
      sides_[arrives.to]->receive(std::move(arrives.batch), arrives.sent, now_);
      pump(arrives.to);
    }
    pump(0), pump(1);
  }
}

void lossy_link::calm_down() {
  loss_ = copies_ = 0;
  most_delay_ms_ = 1;
  if (!up_)
    set_link(true);
  for (int i = 0; i < 2'000; ++i) {
    for (auto& side : sides_)
      side->read(channel_user::reader_entries);
    pump(0), pump(1);
    pass(milliseconds(5));
  }
  for (auto& side : sides_)
    side->check_all_arrived();
}

} // namespace mesh::test
