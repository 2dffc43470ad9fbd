#include "actors/coordination/causes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "config/rules.hpp"

namespace mesh {

namespace {

constexpr double much = 3;    // times as long
constexpr double some = 2;    // of what is usual for the agent
constexpr int long_queue = 3; // messages
constexpr double few_ms = 1'000;

std::string in_s(double ms) {
  std::array<char, 32> text{};
  if (ms < few_ms)
    std::snprintf(text.data(), text.size(), "%.0f ms", ms);
  else
    std::snprintf(text.data(), text.size(), "%.1f s", ms / few_ms);
  return text.data();
}

std::string joined(const std::vector<std::string>& names) {
  return fields::join(std::vector<std::string_view>(names.begin(), names.end()));
}

double work_ms(const agent_facts& f) {
  return std::max(f.in_hand_ms, static_cast<double>(f.row.processing_ms));
}

void add_state(const agent_facts& f, std::vector<cause>& to) {
  if (f.row.state == agent_state::offline)
    to.push_back({"state", "it is offline: nobody has heard it"});
  if (f.row.state == agent_state::quarantined)
    to.push_back({"state", "it is quarantined: it gets no work until it is healed"});
  if (f.row.frozen)
    to.push_back({"state", "it is frozen, and goes on when it is thawed"});
  if (f.good_context != 0 && f.row.context_hash != f.good_context)
    to.push_back({"context", "its context is not the one that the mesh works from"});
  if (f.breaker_open)
    to.push_back({"breaker", "nothing new is routed to it: " + f.breaker});
}

/// It explains why an agent gets no work, and never what is wrong with it.
void add_rule(const agent_facts& f, std::vector<cause>& to) {
  if (f.avoided)
    to.push_back({"rule", "a routing rule keeps new work away from it"});
}

void add_class(const agent_facts& f, std::vector<cause>& to) {
  const auto better = fitter_class(f);
  if (!better || !f.task)
    return;
  const auto& theirs = f.able.at(static_cast<std::size_t>(*better));
  to.push_back({"class", "the task needs " + joined(f.task->capabilities) + ", which agents of "
                             + std::string(to_string(*better)) + " do in "
                             + in_s(theirs.work_ms) + "; this one is of "
                             + std::string(to_string(f.row.cls)) + " and has had it for "
                             + in_s(f.in_hand_ms)});
}

void add_work(const agent_facts& f, std::vector<cause>& to) {
  if (f.row.holds.overdue)
    to.push_back({"work", "its work takes " + in_s(f.in_hand_ms) + " so far; by "
                              + std::string(to_string(f.row.holds.from)) + " such work takes "
                              + in_s(f.row.holds.usual_ms)
                              + (f.waits_for.empty() ? "" : "; it waits for " + f.waits_for)});
  if (f.row.queue_depth >= long_queue)
    to.push_back({"queue", std::to_string(f.row.queue_depth)
                               + " messages wait behind what it has in hand"});
  const auto& row = f.row;
  if (row.usual_processing_ms > 0 && row.processing_ms > some * row.usual_processing_ms)
    to.push_back({"work", "its work takes " + in_s(row.processing_ms) + "; "
                              + in_s(row.usual_processing_ms) + " is usual for it"});
  if (row.usual_latency_ms > 0 && row.latency_ms > some * row.usual_latency_ms)
    to.push_back({"link", "the way to it takes " + in_s(row.latency_ms) + "; "
                              + in_s(row.usual_latency_ms) + " is usual for it"});
  else if (row.flags.slow && row.latency_ms > much * row.processing_ms)
    to.push_back({"link", "most of its time is the way to it: " + in_s(row.latency_ms)});
}

void add_neighbours(const agent_facts& f, std::vector<cause>& to) {
  if (f.neighbours == 0 || to.empty())
    return;
  const auto of = std::to_string(f.neighbours_alike) + " of its " + std::to_string(f.neighbours)
                  + " neighbours of the same class";
  if (2 * f.neighbours_alike >= f.neighbours)
    to.push_back({"neighbours", of + " are slow, too: look at the cluster or its host"});
  else if (f.neighbours_alike == 0)
    to.push_back({"neighbours", of + " are slow: it is this agent alone"});
  else
    to.push_back({"neighbours", of + " are slow, too"});
}

} // namespace

std::optional<agent_class> fitter_class(const agent_facts& f) {
  if (!f.task || f.task->capabilities.empty())
    return std::nullopt;
  std::optional<agent_class> best;
  auto best_ms = work_ms(f) / much;
  for (std::size_t i = 0; i < f.able.size(); ++i) {
    const auto cls = static_cast<agent_class>(i);
    const auto& figures = f.able.at(i);
    if (cls == f.row.cls || cls == agent_class::f_human || figures.agents == 0
        || figures.work_ms >= best_ms)
      continue;
    best = cls;
    best_ms = figures.work_ms;
  }
  return best;
}

std::vector<cause> causes_of(const agent_facts& facts) {
  std::vector<cause> all;
  add_state(facts, all);
  add_class(facts, all);
  add_work(facts, all);
  add_neighbours(facts, all);
  add_rule(facts, all);
  return all;
}

} // namespace mesh
