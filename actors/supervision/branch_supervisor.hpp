#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <caf/all.hpp>

#include "actors/parts/report_round.hpp"
#include "actors/supervision/supervised_children.hpp"
#include "config/config.hpp"
#include "messages/interfaces.hpp"

namespace mesh {

/// Supervises one leader and the supervisors of the units that it leads: the orchestrator
/// and the sectors, or a coordinator and the clusters of its sector.
///
/// Place 0 is the leader, place 1 + n the supervisor of unit n. The leader is told who
/// leads its units once, when each that is awaited was up or will never be; after that it
/// hears of each change. A leader that fails costs no unit its work: its replacement is
/// introduced to all of them.
///
/// `Level` names the types of a level, and the ids of its units:
///   self               the pointer to the supervisor's actor
///   leader, unit_leader, unit_supervisor    the handles
///   unit_is            the news of who leads a unit: its id and the handle
///   meet_leader        what a unit's supervisor is told of a new leader
///   unit_of(scope, n)  the id of unit n;  number_of(id)  its n
template <class Level>
class branch_supervisor {
public:
  using leader = typename Level::leader;
  using unit_leader = typename Level::unit_leader;
  using unit_supervisor = typename Level::unit_supervisor;
  using unit_is = typename Level::unit_is;
  using unit_id = decltype(Level::unit_of(scope{}, 0));

  struct spec {
    scope of;                // all, or a sector
    std::string leader_name; // "the orchestrator"
    strategy_ptr strategy;
    restart_budget_config budget;
    int heal_patience = 1; // times the stop timeout: longer than a unit waits for its own
  };
  /// The part of a supervisor that differs by level.
  struct ways {
    std::function<leader()> start_leader;
    std::function<unit_supervisor(unit_id)> start_unit;
    std::function<void()> leader_up;
    std::function<void()> leader_down;
    std::function<void(const error&)> leader_gone; // it will not be started again
    /// The leader knows its units: those above may know it.
    std::function<void()> introduced;
    std::function<void()> leader_replaced;
  };

  /// `awaited` says of each of the first units whether the leader waits for it.
  void begin(typename Level::self self, const surroundings& around, spec what, ways how,
             const std::vector<bool>& awaited);
  /// One more, in the order of their ids, of which the leader hears as of one that comes
  /// back.
  void add_unit();
  void learn(const unit_is& news);
  void unresponsive(const mesh::unresponsive& who);
  /// The leader itself was silent for too long.
  void leader_unresponsive(std::string_view seen) {
    children_.unresponsive(leader_place, seen);
  }
  caf::result<fault_report> inject(const fault_order& order);
  caf::result<heal_report> heal(const heal_order& order);
  void due() { children_.due(); }

  /// Null while it is down.
  [[nodiscard]] leader the_leader() const {
    return caf::actor_cast<leader>(children_.handle(leader_place));
  }
  [[nodiscard]] std::size_t units() const { return unit_leaders_.size(); }
  /// To the supervisor of a unit, if it is there.
  template <class T>
  void send_unit(std::uint8_t number, T&& what) {
    auto place = place_of(number);
    if (place < children_.size() && children_.handle(place))
      self_->send(caf::actor_cast<unit_supervisor>(children_.handle(place)),
                  std::forward<T>(what));
  }
  /// To all that are there.
  template <class T>
  void send_units(const T& what) {
    for (std::size_t n = 0; n < units(); ++n)
      send_unit(static_cast<std::uint8_t>(n), T(what));
  }

private:
  static constexpr std::size_t leader_place = 0;
  static std::size_t place_of(std::uint8_t number) { return std::size_t{1} + number; }
  [[nodiscard]] unit_id unit_at(std::size_t place) const {
    return Level::unit_of(spec_.of, static_cast<std::uint8_t>(place - 1));
  }
  [[nodiscard]] bool is_meant(std::size_t place, const scope& where) const;

  std::size_t add_place(bool awaited);
  caf::actor start(std::size_t place);
  void up(std::size_t place);
  void down(std::size_t place);
  void gone(std::size_t place, const error& why);
  void settle(std::size_t place);
  void introduce();

  typename Level::self self_ = nullptr;
  const surroundings* around_ = nullptr;
  spec spec_;
  ways ways_;
  supervised_children children_;
  std::vector<unit_leader> unit_leaders_; // null while down
  std::vector<bool> settled_;             // units that were up, or are not awaited
  std::size_t awaited_ = 0;               // the others
  bool begun_ = false;                    // each child was started once
};

template <class Level>
void branch_supervisor<Level>::begin(typename Level::self self, const surroundings& around,
                                     spec what, ways how, const std::vector<bool>& awaited) {
  self_ = self;
  around_ = &around;
  spec_ = std::move(what);
  ways_ = std::move(how);
  children_.begin(self, around, spec_.of, spec_.strategy, spec_.budget,
                  {[this](std::size_t place) { return start(place); },
                   [this](std::size_t place) { up(place); },
                   [this](std::size_t place, const actor_end&) { down(place); },
                   [this](std::size_t place, const error& why) {
                     gone(place, why);
                   }});
  children_.add({spec_.leader_name, restart_kind::permanent,
                 around.cfg.supervision.stop_timeout_ms, true});
  for (auto each : awaited)
    add_place(each);
  children_.start_all();
  begun_ = true;
}

template <class Level>
std::size_t branch_supervisor<Level>::add_place(bool awaited) {
  auto unit = Level::unit_of(spec_.of, static_cast<std::uint8_t>(units()));
  unit_leaders_.emplace_back();
  settled_.push_back(!awaited);
  awaited_ += awaited ? 1 : 0;
  return children_.add({to_string(unit), restart_kind::permanent,
                        around_->cfg.supervision.stop_timeout_ms, false});
}

template <class Level>
void branch_supervisor<Level>::add_unit() {
  children_.start_one(add_place(false));
}

template <class Level>
caf::actor branch_supervisor<Level>::start(std::size_t place) {
  if (place == leader_place)
    return caf::actor_cast<caf::actor>(ways_.start_leader());
  return caf::actor_cast<caf::actor>(ways_.start_unit(unit_at(place)));
}

template <class Level>
void branch_supervisor<Level>::up(std::size_t place) {
  if (place != leader_place)
    return; // a unit says itself when its leader is there
  ways_.leader_up();
  if (awaited_ > 0)
    return;
  if (begun_)
    ways_.leader_replaced();
  send_units(typename Level::meet_leader{the_leader()});
  introduce();
}

template <class Level>
void branch_supervisor<Level>::introduce() {
  self_->send(the_leader(), unit_leaders_);
  ways_.introduced();
}

template <class Level>
void branch_supervisor<Level>::down(std::size_t place) {
  if (place == leader_place)
    ways_.leader_down();
  else
    learn({unit_at(place), {}});
}

template <class Level>
void branch_supervisor<Level>::learn(const unit_is& news) {
  const auto& [unit, now] = news;
  const auto number = Level::number_of(unit);
  unit_leaders_.at(number) = now;
  if (awaited_ == 0) {
    if (auto to = the_leader())
      self_->send(to, news);
  } else if (now) {
    settle(place_of(number));
  }
}

/// Without a leader nobody else would say that the unit's agents are not there.
template <class Level>
void branch_supervisor<Level>::gone(std::size_t place, const error& why) {
  if (place == leader_place)
    return ways_.leader_gone(why);
  const scope unit = unit_at(place);
  for (auto cluster : around_->who.all_clusters())
    if (unit.covers(cluster))
      around_->agents.take_offline(cluster, self_->clock().now());
  settle(place);
}

/// A unit is up for the first time, or will never be.
template <class Level>
void branch_supervisor<Level>::settle(std::size_t place) {
  if (settled_.at(place - 1))
    return;
  settled_[place - 1] = true;
  if (--awaited_ == 0 && the_leader())
    introduce();
}

template <class Level>
void branch_supervisor<Level>::unresponsive(const mesh::unresponsive& who) {
  if (who.who == spec_.of)
    return leader_unresponsive(who.seen);
  send_unit(Level::number_of(who.who), who);
}

template <class Level>
caf::result<fault_report> branch_supervisor<Level>::inject(const fault_order& order) {
  fault_report mine;
  fault_order below{order.what, {}, order.pause_ms};
  for (const auto& who : order.whom) {
    if (!spec_.of.covers(who))
      continue;
    if (who != spec_.of) {
      below.whom.push_back(who);
    } else if (auto to = the_leader()) {
      ++mine.told;
      self_->send(to, fault{order.what, order.pause_ms});
    }
  }
  std::vector<caf::actor> others;
  if (!below.whom.empty())
    others.assign(children_.handles().begin() + 1, children_.handles().end());
  return ask_all(self_, others, below, mine);
}

/// The orchestrator only by an order for all; a coordinator by any that touches its
/// sector, for none of it works without it.
template <class Level>
bool branch_supervisor<Level>::is_meant(std::size_t place, const scope& where) const {
  if (place != leader_place)
    return where.touches(unit_at(place));
  return spec_.of.kind() == scope::level::all ? where.kind() == scope::level::all
                                              : where.touches(spec_.of.sector());
}

template <class Level>
caf::result<heal_report> branch_supervisor<Level>::heal(const heal_order& order) {
  heal_report mine;
  for (std::size_t place = 0; place < children_.size(); ++place)
    if (is_meant(place, order.where))
      children_.heal(place, mine);
  patience<heal_report> with{spec_.heal_patience
                                 * from_ms(around_->cfg.supervision.stop_timeout_ms),
                             [this](std::size_t place, heal_report& r) {
                               children_.unresponsive(place, r);
                             }};
  return ask_all(self_, children_.handles(), order, std::move(mine), with);
}

} // namespace mesh
