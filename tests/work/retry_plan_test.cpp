// M3, M4: jobs that are POSTed again, and those that never are.
#include "actors/work/http/retry_plan.hpp"

#include "actors/work/http/retry_after.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

call_attempt post_that(call_end how) {
  call_attempt seen;
  seen.end = how;
  return seen;
}

call_attempt post_with(unsigned status) {
  auto seen = post_that(call_end::answered);
  seen.status = status;
  return seen;
}

/// With the middle of the random wait.
call_so_far job_so_far(bool acts, int attempts = 1, duration time_left = 1h) {
  return {acts, attempts, time_left, 0.5};
}

const calls_config usual_limits{}; // 250 ms, 10 s, 4 attempts

} // namespace

TEST_CASE("M4 what may go well next time is tried again", "[work]") {
  for (const auto& seen : {post_that(call_end::not_reached), post_that(call_end::broke_off),
                           post_with(429), post_with(500), post_with(503), post_with(599)})
    CHECK(wait_before_retry(seen, job_so_far(false), usual_limits) == 250ms);
}

TEST_CASE("M4 what would not go better next time is not tried again", "[work]") {
  for (const auto& seen : {post_that(call_end::denied), post_that(call_end::timed_out),
                           post_that(call_end::too_large), post_with(200), post_with(202),
                           post_with(301), post_with(400), post_with(404)})
    CHECK_FALSE(wait_before_retry(seen, job_so_far(false), usual_limits));
}

TEST_CASE("M3 a job that acts is tried again only when no byte of it has left", "[work]") {
  CHECK(wait_before_retry(post_that(call_end::not_reached), job_so_far(true), usual_limits)
        == 250ms);
  for (const auto& seen :
       {post_that(call_end::broke_off), post_with(429), post_with(500), post_with(503)})
    CHECK_FALSE(wait_before_retry(seen, job_so_far(true), usual_limits));
}

TEST_CASE("M4 the wait doubles up to its limit, and attempts end", "[work]") {
  auto many = usual_limits;
  many.attempts = 100;
  const auto seen = post_with(500);
  CHECK(wait_before_retry(seen, job_so_far(false, 2), many) == 500ms);
  CHECK(wait_before_retry(seen, job_so_far(false, 3), many) == 1'000ms);
  CHECK(wait_before_retry(seen, job_so_far(false, 7), many) == 10s);
  CHECK(wait_before_retry(seen, job_so_far(false, 99), many) == 10s);
  CHECK_FALSE(wait_before_retry(seen, job_so_far(false, 100), many));
  CHECK(wait_before_retry(seen, job_so_far(false, 3), usual_limits));
  CHECK_FALSE(wait_before_retry(seen, job_so_far(false, 4), usual_limits));
}

TEST_CASE("M4 the wait is varied by half of it to either side", "[work]") {
  auto job = job_so_far(false);
  job.chance = 0;
  CHECK(wait_before_retry(post_with(500), job, usual_limits) == 125ms);
  job.chance = 1;
  CHECK(wait_before_retry(post_with(500), job, usual_limits) == 375ms);
}

TEST_CASE("M4 a function that says when to come again is not called before", "[work]") {
  auto seen = post_with(429);
  seen.retry_after = 7s;
  CHECK(wait_before_retry(seen, job_so_far(false), usual_limits) == 7s);
  seen.retry_after = 1ms; // all callers of it would come at once
  CHECK(wait_before_retry(seen, job_so_far(false), usual_limits) == 250ms);
}

TEST_CASE("M3 nothing is tried again after its deadline", "[work]") {
  CHECK(wait_before_retry(post_with(500), job_so_far(false, 1, 251ms), usual_limits));
  CHECK_FALSE(wait_before_retry(post_with(500), job_so_far(false, 1, 250ms), usual_limits));
  CHECK_FALSE(wait_before_retry(post_with(500), job_so_far(false, 1, -1ms), usual_limits));
  auto seen = post_with(503);
  seen.retry_after = 1h;
  CHECK_FALSE(wait_before_retry(seen, job_so_far(false, 1, 1min), usual_limits));
}

TEST_CASE("M4 Retry-After is read as seconds or as a moment", "[work]") {
  constexpr std::int64_t now_s = 784'111'717; // Sun, 06 Nov 1994 08:48:37 GMT
  CHECK(read_retry_after("0", now_s) == 0s);
  CHECK(read_retry_after("120", now_s) == 120s);
  CHECK(read_retry_after("99999999999999999999999", now_s) == longest_span);
  CHECK(read_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now_s) == 60s);
  CHECK(read_retry_after("Sun, 06 Nov 1994 08:47:37 GMT", now_s) == 0s);
  for (const auto* none : {"", " ", "soon", "-1", "1.5", "1 s",
                           "Sun, 06 Nov 1994 08:49:37 GMT x", "Sun, 06 Nov 1994"})
    CHECK_FALSE(read_retry_after(none, now_s));
}
