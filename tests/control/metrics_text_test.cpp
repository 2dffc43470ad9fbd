// O1: figures as Prometheus reads them.
#include "runtime/http/metrics_text.hpp"

#include <cmath>
#include <limits>

#include "runtime/control/mesh_metrics.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "tests/control/exposition.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::control;
using namespace mesh::test;

TEST_CASE("O1 a metric is written with HELP, TYPE and labels", "[control]") {
  metrics_text text;
  text.family("mesh_links_over_total", "counter", "Links\nthat \\ are over.");
  text.sample(3, {{"reason", "a \"b\"\\\n"}, {"other", "c"}});
  text.sample(0.5);
  CHECK(text.text()
        == "# HELP mesh_links_over_total Links\\nthat \\\\ are over.\n"
           "# TYPE mesh_links_over_total counter\n"
           "mesh_links_over_total{reason=\"a \\\"b\\\"\\\\\\n\",other=\"c\"} 3\n"
           "mesh_links_over_total 0.5\n");
  const auto read = read_exposition(text.text());
  CHECK(read.metrics.at("mesh_links_over_total").samples.size() == 2);
}

TEST_CASE("O1 what is no number is written as the format has it", "[control]") {
  metrics_text text;
  text.gauge("mesh_a", "A.", std::numeric_limits<double>::quiet_NaN());
  text.gauge("mesh_b", "B.", std::numeric_limits<double>::infinity());
  text.gauge("mesh_c", "C.", -std::numeric_limits<double>::infinity());
  text.gauge("mesh_d", "D.", 18'446'744'073'709'551'615.0);
  CHECK(text.text().find("mesh_a NaN\n") != std::string::npos);
  CHECK(text.text().find("mesh_b +Inf\n") != std::string::npos);
  CHECK(text.text().find("mesh_c -Inf\n") != std::string::npos);
  CHECK(read_exposition(text.text()).metrics.at("mesh_d").samples.at("")
        == 18'446'744'073'709'551'615.0);
}

TEST_CASE("O1 durations are written as a histogram: each bucket has all that were quicker",
          "[control]") {
  duration_buckets took;
  for (const auto seconds : {0.0005, 0.001, 0.02, 0.02, 400.0})
    took.add(seconds);
  metrics_text text;
  text.family("mesh_x_seconds", "histogram", "X.");
  text.sample(took, {{"route", "/metrics"}});
  const auto read = read_exposition(text.text());
  const auto& samples = read.metrics.at("mesh_x_seconds").samples;
  const auto bucket = [&](const std::string& bound) {
    return samples.at(R"(_bucket{route="/metrics",le=")" + bound + "\"}");
  };
  CHECK(bucket("0.001") == 2); // an upper end belongs to its bucket
  CHECK(bucket("0.01") == 2);
  CHECK(bucket("0.025") == 4);
  CHECK(bucket("300") == 4);
  CHECK(bucket("+Inf") == 5);
  CHECK(samples.at(R"(_count{route="/metrics"})") == 5);
  CHECK(samples.at(R"(_sum{route="/metrics"})") == 400.0415);
  CHECK(samples.size() == duration_buckets::bounds_s.size() + 3);
}

TEST_CASE("O1 the version stands in the metrics, and what the system says of the process",
          "[control]") {
  const auto facts = facts_of_this_process();
  REQUIRE(facts);
  CHECK(facts->resident_bytes > 1'000'000);
  CHECK(facts->virtual_bytes >= facts->resident_bytes);
  CHECK(facts->threads >= 1);
  CHECK(facts->open_files >= 3);
  CHECK(facts->most_files >= facts->open_files);
  const auto now = static_cast<double>(identity::seconds_now());
  CHECK(facts->started_s > now - 3'600);
  CHECK(facts->started_s < now + 60);
  metrics_text text;
  write_program(text, facts);
  const auto read = read_exposition(text.text());
  CHECK(read.metrics.at("mesh_build_info").samples.size() == 1);
  CHECK(read.metrics.at("process_open_fds").samples.at("")
        == static_cast<double>(facts->open_files));

  metrics_text unknown;
  write_program(unknown, std::nullopt);
  CHECK_FALSE(read_exposition(unknown.text()).metrics.contains("process_open_fds"));
}

TEST_CASE("O1 every figure of a mesh is written as the format wants it", "[control]") {
  metrics_text text;
  orchestrator_report report;
  report.kpi.push_back({"cascade_p95", 12.5, "ms", 1'000, true});
  report.kpi.push_back({"conflict_rate", std::nullopt, "%", 1, true});
  mesh_counters counters;
  counters.heartbeats = 7;
  write_mesh(text, {}, report, {});
  write_counters(text, counters, event_log(10));
  write_journal(text, {});
  write_links(text, {});
  server_counts served;
  write_server(text, served);
  const auto read = read_exposition(text.text());
  CHECK(read.metrics.at("mesh_heartbeats_total").samples.at("") == 7);
  CHECK(read.metrics.at("mesh_kpi").samples.at(R"({name="cascade_p95",unit="ms"})") == 12.5);
  CHECK(
      std::isnan(read.metrics.at("mesh_kpi").samples.at(R"({name="conflict_rate",unit="%"})")));
  for (const auto* name :
       {"mesh_agents", "mesh_agents_active", "mesh_active_rate", "mesh_mode",
        "mesh_conflicts_unresolved", "mesh_links", "mesh_cascade_age_seconds"})
    CHECK(read.metrics.contains(name));
}

TEST_CASE("R2 X2 hosts, events and certificates are figures", "[control]") {
  metrics_text text;
  nodes_report report;
  for (const auto& [name, state] :
       {std::pair{"n1", node_state::lost}, {"n2", node_state::up}, {"n3", node_state::up}}) {
    listed_node n;
    n.row.name = name;
    n.row.state = state;
    n.row.sectors = state == node_state::up ? 2 : 0;
    report.nodes.push_back(n);
  }
  report.unplaced = 3;
  report.pending = 2;
  report.hubs_replaced = 1;
  write_hosts(text, report);
  mesh_summary mesh;
  mesh.unserved = {{1}, {2}, {5}};
  write_mesh(text, mesh, {}, {});
  event_log events(10);
  events.add(notice{{}, notice_kind::host_lost, {}, "n1", "silent"});
  write_counters(text, {}, events);
  write_certificate(text, {0, identity::seconds_now() + 10 * identity::seconds_a_day});
  const auto read = read_exposition(text.text());
  const auto value = [&](const std::string& name, const std::string& labels = {}) {
    return read.metrics.at(name).samples.at(labels);
  };
  CHECK(value("mesh_hosts", R"({state="up"})") == 2);
  CHECK(value("mesh_hosts", R"({state="lost"})") == 1);
  CHECK(value("mesh_hosts", R"({state="suspect"})") == 0);
  CHECK(value("mesh_host_sectors", R"({host="n2"})") == 2);
  CHECK(value("mesh_sectors_unserved") == 3);
  CHECK(value("mesh_sectors_unplaced") == 3);
  CHECK(value("mesh_sectors_pending") == 2);
  CHECK(value("mesh_hubs_replaced_total") == 1);
  CHECK(value("mesh_events_total", R"({class="HOST_LOST"})") == 1);
  CHECK(value("mesh_events_total", R"({class="AGENT_CRASH"})") == 0);
  CHECK(value("mesh_certificate_days_left") == Approx(10).margin(0.1));

  metrics_text of_none;
  write_hosts(of_none, {});
  CHECK(read_exposition(of_none.text()).metrics.contains("mesh_hosts"));
}

TEST_CASE("O1 the reader of the tests sees what promtool would refuse", "[control]") {
  const auto* bad = GENERATE("mesh_a 1\n", "# HELP mesh_a A.\nmesh_a 1\n",
                             "# HELP mesh_a A.\n# TYPE mesh_a gauge\nmesh_a 1",
                             "# HELP mesh_a A.\n# TYPE mesh_a counter\nmesh_a 1\n",
                             "# HELP mesh_a A.\n# TYPE mesh_a gauge\nmesh_a one\n",
                             "# HELP mesh_a A.\n# TYPE mesh_a gauge\nmesh_a{x=y} 1\n",
                             "# HELP mesh_a A.\n# TYPE mesh_a gauge\nmesh_a 1\nmesh_a 2\n",
                             "# HELP mesh_a A.\n# TYPE mesh_a gauge\n");
  INFO(bad);
  CHECK_THROWS_AS(read_exposition(bad), std::runtime_error);
}
