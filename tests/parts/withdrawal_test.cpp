#include "actors/parts/withdrawal.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

TEST_CASE("M3 what was never begun has expired, and what may have been begun is unknown") {
  withdraw order{{1}, 7, errc::timeout, 0};
  CHECK(never_begun(order, 0).failure == errc::expired);
  CHECK(never_begun(order, 1).failure == errc::unknown);
  order.attempt = 1;
  CHECK(never_begun(order, 0).failure == errc::unknown);
  CHECK(never_begun(order, 0).remembered == errc::expired); // and is not begun later
}

TEST_CASE("M3 work that is stopped ends for the reason of the order, and stays so") {
  withdraw order{{1}, 7, errc::cancelled, 0};
  auto end = stopped(order, 1500ms);
  CHECK(end.failure == errc::cancelled);
  CHECK(end.remembered == errc::cancelled);
  CHECK(end.detail
        == "was stopped after 1500 ms of work, because no caller waited for it any more");
}

TEST_CASE("M3 work that goes on is not remembered as ended") {
  CHECK(goes_on().failure == errc::still_running);
  CHECK(goes_on().remembered == errc::none);
  CHECK(of_held({}, {true, true, 1}).failure == errc::still_running);
  CHECK(of_held({}, {true, true, 1}).remembered == errc::none);
}

TEST_CASE("M3 O6 what a frozen agent held is not begun again") {
  withdraw order{{1}, 7, errc::timeout, 0};
  CHECK(of_held(order, {true, false, 1}).failure == errc::timeout);
  CHECK(of_held(order, {true, false, 1}).remembered == errc::timeout);
  CHECK(of_held(order, {false, false, 0}).failure == errc::expired);
  CHECK(of_held(order, {false, false, 1}).failure == errc::unknown);
}
