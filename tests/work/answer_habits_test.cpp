// Z1, Z5, S1: people work some hours of the day. When they are to be asked follows from that.
#include "actors/work/person/answer_habits.hpp"

#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t minute = 60'000;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour;
constexpr std::uint64_t monday = 20'787 * day; // 2026-11-30

working_hours office() {
  auto hours = parse_hours("09:00-17:00").value();
  hours.days = parse_days("mon-fri").value();
  return hours;
}

/// The time of an answer that takes somebody who is at work from 9 to 17 so much `work`.
std::uint64_t answered_by(std::uint64_t asked, std::uint64_t work) {
  const auto hours = office();
  for (auto at = asked;; at += minute)
    if (hours.contain(at)) {
      if (work <= minute)
        return at + work;
      work -= minute;
    }
}

} // namespace

TEST_CASE("S1 before anything was measured a person takes what is assumed") {
  const answer_habits fresh(std::nullopt, double(20 * minute));
  CHECK(fresh.ask_at(monday + 12 * hour) == monday + 12 * hour - 20 * minute);
  CHECK(fresh.answers() == 0);
}

TEST_CASE("S1 who declares hours is asked before the night that lies before T") {
  const answer_habits ada(office(), double(30 * minute));
  CHECK(ada.ask_at(monday + 12 * hour) == monday + 11 * hour + 30 * minute);
  // A quarter of an hour of Monday, and one of Friday.
  CHECK(ada.ask_at(monday + 9 * hour + 15 * minute)
        == monday - 3 * day + 16 * hour + 45 * minute);
  CHECK(ada.ask_at(monday + 20 * hour) == monday + 16 * hour + 30 * minute);
}

TEST_CASE("Z5 a night does not make somebody slow who declares their hours") {
  answer_habits ada(office(), double(minute));
  ada.answered(monday + 16 * hour + 50 * minute, monday + day + 9 * hour + 10 * minute);
  CHECK(ada.usual_ms() == Approx(20 * minute));
  CHECK(ada.working_ms(monday + 16 * hour + 30 * minute, monday + day + 10 * hour)
        == Approx(90 * minute));
}

TEST_CASE("Z5 the hours of somebody who never said them are learned, and they are asked before "
          "the night") {
  random_source random(7);
  answer_habits bob(std::nullopt, double(minute));
  // Three weeks of questions at any time of the day.
  for (std::uint64_t i = 0; i < 120; ++i) {
    const auto asked = monday + i * 4 * hour + random.below(4 * 60) * minute;
    bob.answered(asked, answered_by(asked, 20 * minute + random.below(20) * minute));
  }
  const auto wednesday = monday + 23 * day;
  CAPTURE(bob.usual_ms() / double(minute));
  // By noon: asked in the morning, when he is there.
  const auto noon = bob.ask_at(wednesday + 12 * hour);
  CHECK(noon <= wednesday + 11 * hour + 30 * minute);
  CHECK(noon >= wednesday + 9 * hour);
  // By 8 in the morning: asked the day before, and done before he leaves.
  const auto morning = bob.ask_at(wednesday + 8 * hour);
  CHECK(answered_by(morning, 40 * minute) <= wednesday + 8 * hour);
  CHECK(morning >= wednesday - 24 * hour);
  CHECK(bob.working_ms(wednesday, wednesday + 8 * hour)
        < bob.working_ms(wednesday + 9 * hour, wednesday + 17 * hour) / 5);
}

TEST_CASE("Z5 four answers in five took no longer than what is taken to be usual") {
  answer_habits eva(std::nullopt, double(minute));
  for (std::uint64_t i = 1; i <= 5; ++i)
    eva.answered(monday + i * hour, monday + i * hour + i * minute);
  CHECK(eva.usual_ms() <= 4 * minute);
  CHECK(eva.usual_ms() > 3 * minute);
  CHECK(eva.answers() == 5);
}

TEST_CASE("Z5 hours in which nothing is answered lose their weight, also without any answer") {
  answer_habits eva(std::nullopt, double(minute));
  for (std::uint64_t i = 0; i < 5; ++i)
    eva.unanswered(monday + i * day, monday + i * day + 6 * hour);
  CHECK(eva.working_ms(monday + 2 * hour, monday + 3 * hour)
        < eva.working_ms(monday + 12 * hour, monday + 13 * hour) / 2);
}

TEST_CASE("Z5 a question that was given up takes at least as long as it was open") {
  answer_habits eva(office(), double(10 * minute));
  eva.unanswered(monday + 10 * hour, monday + 10 * hour + 10 * minute);
  CHECK(eva.usual_ms() == Approx(20 * minute));
  eva.unanswered(monday + 11 * hour, monday + 11 * hour + 20 * minute);
  CHECK(eva.usual_ms() == Approx(40 * minute));
  // One that was taken back early tells nothing.
  eva.unanswered(monday + 12 * hour, monday + 12 * hour + minute);
  CHECK(eva.usual_ms() == Approx(40 * minute));
}

TEST_CASE("S1 nobody is asked more than two weeks before T, and none before 1970") {
  working_hours never = office();
  never.days.reset();
  const answer_habits nobody(never, double(minute));
  CHECK(nobody.ask_at(monday) == monday - 14 * day);
  CHECK(nobody.ask_at(day) == 0);
  answer_habits back(std::nullopt, double(minute));
  back.answered(monday + hour, monday); // a clock was set back
  CHECK(back.usual_ms() == Approx(0).margin(1));
}
