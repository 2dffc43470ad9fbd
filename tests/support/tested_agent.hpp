#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/agent.hpp"
#include "messages/orchestration.hpp"
#include "tests/support/deterministic.hpp"

namespace mesh::testing {

/// An agent with the work that is to be tested, and a probe in the place of
/// its lead, which sees each answer, heartbeat and message to other agents.
class tested_agent {
public:
  /// `id` must exist in the configuration of the system, which outlives this.
  tested_agent(deterministic_system& system, std::shared_ptr<work> body, agent_id id = {})
      : system_(system), lead_(system.make_probe()) {
    auto who = system.who().identity(id);
    handle_ =
        system.spawn(mesh::agent, agent_setup{&system.around(), who,
                                              lead_.as<cluster_lead_actor>(), std::move(body)});
  }

  /// Delivers a message to the agent as its lead would. Nothing is answered
  /// before time passes; the id is that of the message. `time_to_live` is what
  /// is left of it (M3).
  message_id deliver(const draft& what, duration time_to_live = default_time_to_live) {
    message m;
    m.id = {++messages_};
    m.source = what.source;
    m.how = what.how;
    m.what = what.what;
    m.urgency = what.urgency;
    m.payload_weight = what.payload_weight;
    m.required_capabilities = what.capabilities;
    m.payload = what.payload;
    m.parts = what.parts;
    mesh::deliver d;
    d.what = std::make_shared<const message>(std::move(m));
    d.expire_at = system_.now() + time_to_live;
    deliver_as_is(d);
    return d.what->id;
  }
  message_id deliver(std::string payload, duration time_to_live = default_time_to_live) {
    draft what;
    what.payload = std::move(payload);
    return deliver(what, time_to_live);
  }
  /// From another agent: nobody gathers it.
  message_id deliver_post(std::string payload, duration time_to_live = default_time_to_live) {
    message m;
    m.id = {++messages_};
    m.payload = std::move(payload);
    mesh::deliver d;
    d.what = std::make_shared<const message>(std::move(m));
    d.expire_at = system_.now() + time_to_live;
    d.sent_at = system_.now();
    caf::anon_send(handle_, d);
    return d.what->id;
  }
  /// The same again reaches the agent as a second copy (M4).
  void deliver_as_is(mesh::deliver what) {
    what.gather = 1;
    what.sent_at = system_.now();
    caf::anon_send(handle_, std::move(what));
  }

  /// Delivers, and lets time pass until the agent has answered, with a failure
  /// if need be.
  ack ask(const draft& what, duration time_to_live = default_time_to_live) {
    auto id = deliver(what, time_to_live);
    constexpr auto way_back = std::chrono::hours(2); // a person's can be as long as that
    system_.run_until([&] { return answer_to(id).has_value(); }, time_to_live + way_back);
    return answer_to(id).value(); // throws when the agent owes it
  }
  ack ask(std::string payload, duration time_to_live = default_time_to_live) {
    draft what;
    what.payload = std::move(payload);
    return ask(what, time_to_live);
  }

  [[nodiscard]] std::optional<ack> answer_to(message_id id) const {
    for (const auto& a : acks())
      if (a.what == id)
        return a;
    return std::nullopt;
  }
  /// All answers so far, in order.
  [[nodiscard]] std::vector<ack> acks() const { return lead_.all<ack>(); }
  /// What the agent has sent to other agents (as posts, which its lead passes on).
  [[nodiscard]] std::vector<post> posts() const { return lead_.all<post>(); }
  [[nodiscard]] const probe& lead() const { return lead_; }
  [[nodiscard]] const agent_actor& handle() const { return handle_; }

private:
  static constexpr duration default_time_to_live = std::chrono::seconds(30);

  deterministic_system& system_;
  probe lead_;
  agent_actor handle_;
  std::uint64_t messages_ = 0;
};

} // namespace mesh::testing
