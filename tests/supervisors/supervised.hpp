#pragma once
#include <deque>
#include <string>
#include <vector>

#include "supervisors/supervision.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

inline time_point at_ms(double ms) {
  return time_point{} + from_ms(ms);
}

/// A supervisor's children without actors: does what it is told, in virtual
/// time, and writes down what that was. Children are called a, b, c ...
class supervised {
public:
  /// Whether the child comes up when it is started.
  std::vector<bool> starts;
  /// Whether it obeys when told to stop, and when killed.
  std::vector<bool> obeys;
  std::vector<bool> dies;
  double random01 = 0;
  double now_ms = 0;
  supervision engine;

  static supervision_settings roomy() {
    supervision_settings s;
    s.each = {100, 60'000};
    s.together = {1'000, 60'000};
    s.delays = {100, 2, 30'000, 0};
    return s;
  }

  explicit supervised(strategy_ptr how, supervision_settings settings = roomy())
      : engine(std::move(how), settings) {}

  std::size_t add(child_spec spec = {}) {
    auto place = engine.places();
    spec.name = std::string(1, static_cast<char>('a' + place % 26));
    REQUIRE(engine.add_child(spec) == place);
    starts.push_back(true);
    obeys.push_back(true);
    dies.push_back(true);
    return place;
  }

  /// What was done since it was last asked: "start a, stop b".
  std::string done() { return std::exchange(log_, {}); }

  /// Up and running, `count` of them.
  void up(std::size_t count, const child_spec& spec = {}) {
    for (std::size_t i = 0; i < count; ++i)
      add(spec);
    apply(engine.start_all(now()));
    done();
  }

  void down(std::size_t place, exit_kind exit = exit_kind::crashed, std::string why = "") {
    apply(engine.child_down(place, exit, why, now(), random01));
  }
  void apply(supervisor_actions actions) {
    for (todo_.insert(todo_.end(), actions.begin(), actions.end()); !todo_.empty();) {
      auto next = todo_.front();
      todo_.pop_front();
      perform(next);
    }
  }
  /// Goes on to the next moment something is due; false when nothing is.
  bool go_on() {
    auto next = engine.next_due();
    if (!next)
      return false;
    now_ms = to_ms(*next - time_point{});
    apply(engine.due(now(), random01));
    return true;
  }
  [[nodiscard]] time_point now() const { return at_ms(now_ms); }
  [[nodiscard]] std::string states() const {
    std::string text;
    for (std::size_t i = 0; i < engine.places(); ++i)
      text += (i ? " " : "") + std::string(to_string(engine.state(i)));
    return text;
  }

private:
  void perform(const supervisor_action& a) {
    using kind = supervisor_action::kind;
    if (!log_.empty())
      log_ += ", ";
    log_ += to_string(a.what);
    if (a.what != kind::finished)
      log_ += " " + engine.spec(a.child).name;
    auto place = a.child;
    auto gone = [&](exit_kind exit) {
      auto then = engine.child_down(place, exit, "", now(), random01);
      todo_.insert(todo_.end(), then.begin(), then.end());
    };
    if (a.what == kind::start && starts[place]) {
      auto then = engine.child_started(place, now());
      todo_.insert(todo_.end(), then.begin(), then.end());
    } else if (a.what == kind::start) {
      gone(exit_kind::failed_to_start);
    } else if (a.what == kind::stop && obeys[place]) {
      gone(exit_kind::shutdown);
    } else if (a.what == kind::kill && dies[place]) {
      gone(exit_kind::killed);
    } else if (a.what == kind::start_later) {
      log_ += " at " + std::to_string(static_cast<int>(to_ms(a.at - time_point{})));
    }
  }

  std::deque<supervisor_action> todo_;
  std::string log_;
};

} // namespace mesh::test
