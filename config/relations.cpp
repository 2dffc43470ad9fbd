#include "config/relations.hpp"

#include <algorithm>
#include <string>

#include "config/rules.hpp"
#include "config/web_url.hpp"

namespace mesh {

namespace {

using fields::in_words;

/// A field with its place.
struct placed {
  std::string section;
  std::string key;
  double value;
  [[nodiscard]] std::string pointer() const { return section + "/" + key; }
};

/// A name that browsers keep keys for: not an address, and as browsers write it.
bool is_key_domain(const std::string& text) {
  const auto small = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  const auto letter = [](unsigned char c) {
    return c >= 'a' && c <= 'z';
  };
  return std::ranges::all_of(text, small) && std::ranges::any_of(text, letter)
         && is_host_pattern(text);
}

class number_relations {
public:
  number_relations(const config& c, problem_list& problems) : c_(c), problems_(problems) {}

  void check() {
    total();
    shares();
    orders();
    budgets();
    modes();
    transport();
    links();
    operators();
    agents_outside();
    placement();
  }

private:
  void total() {
    if (!problems_.clean("/topology"))
      return;
    const auto& t = c_.topology;
    auto product =
        topology_config::of(t.sectors, t.clusters_per_sector, t.agents_per_cluster).agents;
    if (t.agents != product)
      problems_.add("/topology/agents", "found " + std::to_string(t.agents),
                    std::to_string(product) + " = " + std::to_string(t.sectors) + " sectors x "
                        + std::to_string(t.clusters_per_sector) + " clusters x "
                        + std::to_string(t.agents_per_cluster) + " agents, or no total at all");
  }

  void shares() {
    double sum = 0;
    for (const auto& one : c_.classes)
      sum += one.share;
    if (problems_.clean("/classes") && !(sum > 0))
      problems_.add("/classes", "every share is 0", "at least one class with a share above 0");
  }

  void orders() {
    for (auto c : all_classes)
      at_least({fields::class_pointer(c), "latency_max_ms", c_.of(c).latency_max_ms},
               {fields::class_pointer(c), "latency_min_ms", c_.of(c).latency_min_ms});
    const auto& when = c_.coordination;
    at_least({"/coordination", "gather_timeout_ms", when.gather_timeout_ms},
             {"/coordination", "gather_window_ms", when.gather_window_ms});
    // else a message to a slow agent expires before the moment it is aimed at
    at_least({"/coordination", "message_ttl_ms", when.message_ttl_ms},
             {"/coordination", "max_horizon_ms", when.max_horizon_ms});
    const auto& health = c_.impedance;
    const placed heartbeat{"/impedance", "heartbeat_period_ms", health.heartbeat_period_ms};
    above({"/impedance", "offline_after_ms", health.offline_after_ms}, heartbeat);
    at_least({"/impedance", "heard_within_ms", health.heard_within_ms}, heartbeat);
    at_least({"/impedance", "score_cap", health.score_cap},
             {"/impedance", "slow_score", health.slow_score});
  }

  void budgets() {
    const auto& s = c_.supervision;
    budget("/supervision/cluster", s.cluster);
    budget("/supervision/sector", s.sector);
    budget("/supervision/mesh", s.mesh);
    // A level must remember for as long as the one below needs to escalate again.
    at_least({"/supervision/sector", "within_ms", s.sector.within_ms},
             {"/supervision/cluster", "within_ms", s.cluster.within_ms});
    at_least({"/supervision/mesh", "within_ms", s.mesh.within_ms},
             {"/supervision/sector", "within_ms", s.sector.within_ms});
    const auto& t = c_.topology;
    auto most = std::max({t.agents_per_cluster, t.clusters_per_sector, t.sectors});
    if (problems_.clean("/topology"))
      at_least({"/supervision", "children", double(s.children)},
               {"/topology", "the largest group and its parent", double(most + 1)});
    at_least({"/growth", "longest_settling", double(c_.growth.longest_settling)},
             {"/growth", "settle_heartbeats", double(c_.growth.settle_heartbeats)});
    at_least({"/chains", "look_ceiling_ms", c_.chains.look_ceiling_ms},
             {"/chains", "look_floor_ms", c_.chains.look_floor_ms});
    at_least({"/supervision", "backoff_longest_ms", s.backoff_longest_ms},
             {"/supervision", "backoff_initial_ms", s.backoff_initial_ms});
    at_least(
        {"/conflicts", "orchestrator_priority", double(c_.conflicts.orchestrator_priority)},
        {"/conflicts", "sector_priority", double(c_.conflicts.sector_priority)});
  }

  /// Delays that alone take longer than the time would let a child crash for
  /// ever without its budget being spent.
  void budget(const std::string& section, const restart_budget_config& b) {
    if (!problems_.clean("/supervision"))
      return;
    at_least({section, "restarts", double(b.restarts)},
             {section, "child_restarts", double(b.child_restarts)});
    double waited = 0;
    double delay = c_.supervision.backoff_initial_ms;
    for (int i = 0; i < b.child_restarts; ++i, delay *= c_.supervision.backoff_factor)
      waited += std::min(delay, c_.supervision.backoff_longest_ms);
    above({section, "within_ms", b.within_ms},
          {"/supervision", "the delays of child_restarts", waited});
  }

  void modes() {
    const auto& d = c_.degradation;
    at_least({"/degradation", "full_minimum", d.full_minimum},
             {"/degradation", "light_minimum", d.light_minimum});
    at_least({"/degradation", "light_minimum", d.light_minimum},
             {"/degradation", "moderate_minimum", d.moderate_minimum});
    at_least({"/degradation", "moderate_minimum", d.moderate_minimum},
             {"/degradation", "severe_minimum", d.severe_minimum});
  }

  void transport() {
    const auto& t = c_.transport;
    const std::string section = "/transport";
    // else a link that is merely silent counts as dead
    above({section, "idle_timeout_ms", t.idle_timeout_ms},
          {section, "heartbeat_ms", t.heartbeat_ms});
    at_least({section, "payload_bytes", double(t.payload_bytes)},
             {section, "control_bytes", double(t.control_bytes)});
    // else the largest message could never be sent
    above({section, "output_bytes", double(t.output_bytes)},
          {section, "payload_bytes", double(t.payload_bytes)});
  }

  void operators() {
    // else the largest script could never be sent
    at_least({"/control", "request_bytes", double(c_.control.request_bytes)},
             {"/limits", "script_bytes", double(c_.limits.script_bytes)});
    if (const auto& domain = c_.operators.domain; !domain.empty() && !is_key_domain(domain))
      problems_.add("/operators/domain", "found \"" + domain + "\"",
                    "a domain name in small letters, such as mesh.example.org: no address, no "
                    "port, no scheme");
  }

  void agents_outside() {
    const auto& g = c_.gateway;
    const std::string section = "/gateway";
    // else an agent would be asked for a new key at once, and for ever
    above({section, "key_days", g.key_days}, {section, "key_warning_days", g.key_warning_days});
    // else old keys would pile up
    constexpr double hours = 24;
    above({section, "key_days", g.key_days},
          {section, "key_overlap_hours / 24", g.key_overlap_hours / hours});
    // else an agent would be lost before its link is
    at_least({section, "lost_after_ms", g.lost_after_ms},
             {section, "missed_pulses x pulse_ms", g.missed_pulses * g.pulse_ms});
    // else the largest payload could never be delivered, or its answer be sent
    constexpr double envelope = 4'096;
    at_least({section, "out_bytes", double(g.out_bytes)},
             {"/limits", "payload_bytes and an envelope",
              double(c_.limits.payload_bytes) + envelope});
  }

  void links() {
    const auto& l = c_.links;
    const std::string section = "/links";
    // else the largest entry could never be kept, or be sent
    at_least({section, "bytes", double(l.bytes)},
             {section, "entry_bytes", double(l.entry_bytes)});
    constexpr double batch_header = 1'024;
    for (const auto& [key, value] :
         {std::pair("entry_bytes", l.entry_bytes), std::pair("batch_bytes", l.batch_bytes)})
      at_least({"/transport", "payload_bytes", double(c_.transport.payload_bytes)},
               {section, key + std::string(" and a header"), value + batch_header});
    // else the peer stands still until it asks again
    at_least({section, "credit_entries", double(l.credit_entries)},
             {section, "ack_entries", double(l.ack_entries)});
    above({section, "resend_ms", l.resend_ms}, {section, "ack_ms", l.ack_ms});
  }

  void placement() {
    const auto& p = c_.placement;
    const std::string section = "/placement";
    const placed lost{section, "silence_ms + rejoin_ms", p.silence_ms + p.rejoin_ms};
    // The sectors of a node that died are served again in under 15 s (R2).
    constexpr double takeover_ms = 15'000;
    if (lost.value >= takeover_ms)
      problems_.add(section + "/silence_ms", "found " + in_words(p.silence_ms),
                    "less than " + in_words(takeover_ms) + " together with rejoin_ms ("
                        + in_words(p.rejoin_ms) + "), for a dead node's sectors to be taken "
                        + "over in that time");
    // else a node would be suspect between two signs of life
    above({section, "silence_ms", p.silence_ms},
          {"/links", "2 keepalive_ms", 2 * c_.links.keepalive_ms});
    // else what is on its way would keep them back
    above({section, "silence_ms", p.silence_ms},
          {"/links", "4 in_flight_ms", 4 * c_.links.in_flight_ms});
    at_least({section, "hold_back_max_ms", p.hold_back_max_ms},
             {section, "hold_back_ms", p.hold_back_ms});
    // a node that is cut off has asked others once before it pauses
    above({section, "rejoin_ms", p.rejoin_ms},
          {section, "margin_ms + ask_ms", p.margin_ms + p.ask_ms});
    // Nodes that went on without the hub find out that it is back, and come, before it
    // gives them something.
    above({section, "settle_ms", p.settle_ms}, {section, "2 ask_ms", 2 * p.ask_ms});
    at_least({section, "return_ms", p.return_ms}, lost);
    at_least({section, "nodes", double(p.nodes)},
             {section, "expected_nodes", double(p.expected_nodes)});
  }

  void at_least(const placed& high, const placed& low) {
    if (high.value < low.value)
      contradiction(high, "at least ", low);
  }
  void above(const placed& high, const placed& low) {
    if (high.value <= low.value)
      contradiction(high, "more than ", low);
  }
  void contradiction(const placed& high, const char* relation, const placed& low) {
    if (problems_.clean(high.pointer()) && problems_.clean(low.pointer()))
      problems_.add(high.pointer(), "found " + in_words(high.value),
                    relation + low.key + " (" + in_words(low.value) + ")");
  }

  const config& c_;
  problem_list& problems_;
};

} // namespace

void check_relations(const config& c, problem_list& problems) {
  number_relations(c, problems).check();
  check_agent_relations(c, problems);
  check_talk_relations(c, problems);
}

} // namespace mesh
