#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "messages/person_relay.hpp"
#include "messages/working_hours.hpp"

namespace mesh {

/// A person's answers over the week, and what follows for the next question: how long it takes
/// them, and when they sleep (Z1 class F, Z5). Times are in ms since 1970.
///
/// Each hour of the day, on working days and at weekends, has a weight: 1 where the person
/// answers as fast as ever, next to 0 where questions wait for the morning. Declared hours give
/// weights of 1 and 0; without them the weights are learned from how long questions were open
/// in an hour and how many of them were answered then. The time that an answer takes is counted
/// by these weights, so that a night does not make somebody slow. A question that was given up
/// takes at least as long as it was open: else only the fast answers would count.
class answer_habits {
public:
  /// `prior_ms`: what an answer takes, until some were given.
  answer_habits(std::optional<working_hours> declared, double prior_ms);

  /// A question was asked then, and answered then.
  void answered(std::uint64_t asked_ms, std::uint64_t answered_ms);
  /// It was given up then without an answer.
  void unanswered(std::uint64_t asked_ms, std::uint64_t ended_ms);

  /// Of that span, the time in which the person works, in ms.
  [[nodiscard]] double working_ms(std::uint64_t from_ms, std::uint64_t to_ms) const;
  /// Of the person's working time, what four answers in five take at most, in ms.
  [[nodiscard]] double usual_ms() const { return usual_ms_; }
  /// S1: a question that is asked then is likely to be answered by `ready_by_ms`, and not much
  /// sooner. Not more than two weeks before.
  [[nodiscard]] std::uint64_t ask_at(std::uint64_t ready_by_ms) const;
  [[nodiscard]] std::size_t answers() const { return answers_; }
  /// All that was learned so far, and the same as it was learned elsewhere.
  [[nodiscard]] answer_pace pace() const { return {usual_ms_, weights_}; }
  void follow(const answer_pace& learned);

private:
  static constexpr auto slots = answer_pace::slots;
  static constexpr std::size_t remembered = 100; // answers (Z5)
  struct slot {
    double open_h = 0; // so long questions waited in it
    double answers = 0;
  };
  struct question {
    std::uint64_t asked_ms = 0;
    std::uint64_t ended_ms = 0;
    bool answered = false;
  };
  static std::size_t slot_at(std::uint64_t at_ms);
  /// Calls `visit(from, to)` for each piece of the span that lies within one hour.
  template <class Visit>
  static void each_hour(std::uint64_t from_ms, std::uint64_t to_ms, Visit visit);
  void open(std::uint64_t from_ms, std::uint64_t to_ms);
  void remember(question what);
  void learn_weights();
  void learn_usual();
  [[nodiscard]] double weight_at(std::uint64_t at_ms) const;

  std::optional<working_hours> declared_;
  double usual_ms_;
  std::size_t answers_ = 0;
  std::array<slot, slots> hours_{};
  std::array<double, slots> weights_{};
  std::deque<question> newest_;
};

} // namespace mesh
