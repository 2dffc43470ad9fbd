// When a cluster lead sends to whom (chapter S), by the virtual clock.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;
using enum mesh::agent_class;

namespace {

/// When the agent got its only message, in ms after `began`.
double sent_ms(const lead_under_test& lead, std::size_t slot, time_point began) {
  auto times = lead.agents[slot].times<deliver>();
  REQUIRE(times.size() == 1);
  return to_ms(times[0] - began);
}

/// Sends may be up to one bucket early, never late in virtual time.
bool just_before(double actual_ms, double due_ms) {
  constexpr double bucket_ms = 0.5;
  return actual_ms <= due_ms + 1e-3 && actual_ms >= due_ms - bucket_ms - 1e-3;
}

} // namespace

TEST_CASE("S1 each agent is sent to its lead time before T, the slow ones first") {
  lead_under_test lead({a_edge, d_gpu, c_persistent, b_serverless});
  auto began = lead.mesh.now();
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  // Half the middle of the latency range, and the processing time, of Z1.
  CHECK(just_before(sent_ms(lead, 0, began), 1'000 - (12.5 / 2 + 10)));
  CHECK(just_before(sent_ms(lead, 1, began), 1'000 - (350.0 / 2 + 100)));
  CHECK(just_before(sent_ms(lead, 2, began), 1'000 - (200.0 / 2 + 200)));
  CHECK(just_before(sent_ms(lead, 3, began), 1'000 - (100.0 / 2 + 50)));
}

TEST_CASE("S1 M1 a message carries what it was planned with") {
  lead_under_test lead({d_gpu});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto got = lead.agents[0].all<deliver>().at(0);
  CHECK(got.gather == 1);
  CHECK(got.lead_time_ms == Approx(275));
  CHECK(got.processing_ms == Approx(100));
  CHECK(got.confidence == Approx(0.7)); // S4: never failed, steady, heard lately
  CHECK(got.sent_at == lead.agents[0].times<deliver>()[0]);
}

TEST_CASE("S1 S2 what an agent reports decides when it is sent to") {
  lead_under_test lead({a_edge, a_edge});
  profile_report report;
  report.latency_ms = 100;
  report.latency_samples = 10;
  report.processing_ms = 40;
  report.processing_samples = 10;
  report.drift = 0.2F;
  lead.beat(0, report, 3);
  auto m = lead.some_message();
  m.payload_weight = 2;
  auto began = lead.mesh.now();
  lead.scatter(lead.order(1), m);
  lead.mesh.advance(1s);
  auto expected_ms = 50 + 40 * (1 + 0.5 * 2) * (1 + 0.1 * 3);
  auto buffer_ms = 0.25 * 0.2 * expected_ms;
  CHECK(just_before(sent_ms(lead, 0, began), 1'000 - expected_ms - buffer_ms));
  CHECK(just_before(sent_ms(lead, 1, began), 1'000 - (6.25 + 20)));
}

TEST_CASE("S3 an agent whose send time has passed is skipped, and what it lacks is said") {
  lead_under_test lead({a_edge, c_persistent, d_gpu, f_human});
  auto o = lead.order(1);
  o.arrive = lead.in(100ms);
  lead.scatter(o);
  lead.mesh.advance(100ms);
  lead.answer(0);
  auto s = lead.summary();
  CHECK(s.targets == 4);
  CHECK(s.sent == 1);
  CHECK(s.ready == 1);
  CHECK(s.skipped == 3);
  REQUIRE(s.exceptions.size() == 1);
  const auto& skipped = s.exceptions[0];
  CHECK(skipped.kind == exception_kind::skipped);
  CHECK(skipped.reason == errc::insufficient_lead_time);
  CHECK(skipped.agents == std::vector<agent_id>{{0, 0, 1}, {0, 0, 2}, {0, 0, 3}});
  CHECK(skipped.needed_min_ms == Approx(275));
  CHECK(skipped.needed_max_ms == Approx((2'000 + 3'600'000) / 4.0 + 60'000));
  CHECK(skipped.available_ms == Approx(100));
  for (std::size_t slot : {1U, 2U, 3U})
    CHECK(lead.agents[slot].count<deliver>() == 0);
}

TEST_CASE("S3 an agent that can just be reached is sent to at once") {
  lead_under_test lead({b_serverless});
  auto o = lead.order(1);
  o.arrive = lead.in(100ms); // exactly what it needs
  lead.scatter(o);
  CHECK(lead.agents[0].count<deliver>() == 1);
}

TEST_CASE("S3 when T has passed already everyone is skipped") {
  lead_under_test lead({a_edge, b_serverless});
  auto o = lead.order(1);
  o.arrive = lead.in(-1s);
  lead.scatter(o);
  CHECK(lead.summary().skipped == 2);
  CHECK(lead.summary().exceptions[0].available_ms == 0);
}

TEST_CASE("without a schedule all are sent to at once, and nobody is skipped") {
  lead_under_test lead({a_edge, c_persistent, f_human});
  auto began = lead.mesh.now();
  auto o = lead.order(1);
  o.scheduled = false;
  lead.scatter(o);
  for (std::size_t slot : {0U, 1U, 2U})
    CHECK(sent_ms(lead, slot, began) == 0);
}

TEST_CASE("G1 sends that are due closer together than a bucket go as one") {
  config cfg = small_config();
  cfg.coordination.send_bucket_ms = 5;
  lead_under_test lead({a_edge, a_edge, a_edge}, cfg);
  profile_report report;
  report.latency_samples = report.processing_samples = 10;
  for (std::size_t slot : {0U, 1U, 2U}) { // 2 ms apart
    report.processing_ms = static_cast<float>(100 + 2 * slot);
    lead.beat(slot, report);
  }
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  for (const auto& agent : lead.agents)
    CHECK(agent.times<deliver>() == lead.agents[0].times<deliver>());
}

TEST_CASE("S5 a deadline of another process is taken as the time that is left") {
  lead_under_test lead({b_serverless});
  lead.mesh.advance(1h);
  lead.beat(0);
  auto began = lead.mesh.now();
  auto o = lead.order(1);
  o.arrive = deadline::arrived(99, 400ms);
  o.expire = deadline::arrived(99, 30s);
  lead.scatter(o);
  lead.mesh.advance(1s);
  CHECK(just_before(sent_ms(lead, 0, began), 300));
}

TEST_CASE("a message is shared by all agents of a cluster and never copied") {
  lead_under_test lead({a_edge, b_serverless, c_persistent});
  wire<message> what(lead.some_message(std::string(60'000, 'x')));
  lead.mesh.tell(lead.handle, what, wire<scatter_order>(lead.order(1)));
  lead.mesh.advance(1s);
  for (const auto& agent : lead.agents)
    CHECK(agent.all<deliver>().at(0).what == what.shared());
}
