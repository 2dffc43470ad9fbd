#pragma once
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "actors/parts/alarm.hpp"
#include "actors/parts/children.hpp"

namespace mesh::testing {

/// Children that note what they are sent.
class scripted_children : public children {
public:
  scripted_children(const scope& parent, std::size_t places)
      : parent_(parent), places_(places) {}

  [[nodiscard]] scope parent() const override { return parent_; }
  [[nodiscard]] std::size_t size() const override { return places_; }
  [[nodiscard]] bool is_there(std::uint8_t place) const override {
    return place < places_ && !away.contains(place);
  }
  void ask(std::uint8_t place, const wire<message>&,
           const wire<scatter_order>& order) override {
    asked.emplace_back(place, *order);
  }
  void cancel(std::uint8_t place, std::uint64_t gather) override {
    cancelled.emplace_back(place, gather);
  }
  void freeze(std::uint8_t place, const freeze_order& order) override {
    frozen.emplace_back(place, order.number);
  }

  std::set<std::uint8_t> away;
  std::vector<std::pair<std::uint8_t, scatter_order>> asked;
  std::vector<std::pair<std::uint8_t, std::uint64_t>> cancelled;
  std::vector<std::pair<std::uint8_t, std::uint64_t>> frozen;

private:
  scope parent_;
  std::size_t places_;
};

/// A clock that the test moves, and the moments at which a part wants to be woken.
struct scripted_clock {
  alarm make() {
    return {[this] { return now; },
            [this](time_point when) {
              wakes.push_back(when);
            }};
  }
  time_point now{};
  std::vector<time_point> wakes;
};

} // namespace mesh::testing
