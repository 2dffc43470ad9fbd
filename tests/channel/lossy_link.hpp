#pragma once
#include <array>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "runtime/channel/channel.hpp"
#include "tests/channel/entries.hpp"

/// Two processes and a link that drops, delays, reorders and duplicates what they
/// send; it goes down and comes up, and processes end and start anew.
namespace mesh::test {

/// All entries ever offered, by the number that each offer gives to its entry: higher
/// than all before it, also when what was returned is offered again.
struct ledger {
  std::uint64_t last = 0;
  std::map<std::uint64_t, time_point> given; // when it was offered for the first time
  std::set<std::uint64_t> taken;
  duration longest_flight{}; // of a batch
};

/// One process: a channel, what it was given to send, and a reader that holds what has
/// arrived until it has the time to look at it.
class channel_user {
public:
  static constexpr std::size_t reader_entries = 40;

  channel_user(const links_config& cfg, session_id mine, ledger& all);

  void offer(link_entry e, time_point now);
  void receive(link_batch b, time_point sent, time_point now);
  void read(std::size_t entries);
  /// What must hold at any moment.
  void check(time_point now) const;
  /// What must hold when all is quiet: each entry kept its promise.
  void check_all_arrived() const;

  channel ends;

private:
  void give(link_entry e, time_point first_given, time_point now);
  void take(const link_entry& e, time_point sent);

  links_config cfg_;
  ledger& all_;
  std::uint64_t offers_ = 0;
  std::map<std::uint64_t, bool> accepted_; // and not returned; whether a summary
  std::uint64_t last_taken_ = 0;
  std::map<std::uint8_t, std::uint64_t> last_summary_;
  std::size_t unread_ = 0;
};

class lossy_link {
public:
  lossy_link(const links_config& cfg, std::uint64_t seed);

  /// Lets so many things happen at random, then calms down: runs without weather until
  /// nobody has anything to send.
  void play(int steps);

  [[nodiscard]] int restarts() const { return restarts_; }
  [[nodiscard]] const send_counts& sent(std::size_t i) const { return sides_[i]->ends.sent(); }
  [[nodiscard]] const ledger& all() const { return all_; }

private:
  struct flying {
    std::size_t to;
    link_batch batch;
    time_point sent;
  };
  double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
  std::size_t below(std::size_t n) { return random_() % n; }
  void act();
  void calm_down();
  void pass(duration time);
  void pump(std::size_t side);
  void restart(std::size_t side);
  void set_link(bool up);

  links_config cfg_;
  std::mt19937_64 random_;
  ledger all_;
  session_id sessions_ = 100;
  std::array<std::unique_ptr<channel_user>, 2> sides_;
  std::multimap<time_point, flying> air_;
  double loss_ = 0;
  double copies_ = 0;
  double most_delay_ms_ = 1;
  time_point now_ = at(0);
  bool up_ = false;
  int restarts_ = 0;
};

} // namespace mesh::test
