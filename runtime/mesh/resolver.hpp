#pragma once
#include <functional>
#include <map>

#include <caf/all.hpp>

#include "actors/parts/surroundings.hpp"
#include "messages/type_ids.hpp"
#include "runtime/records/journal.hpp"

namespace mesh {

struct clerk_tick {};
using clerk_actor = caf::typed_actor<caf::reacts_to<clerk_tick>>;

/// The setup of the resolver, which ends conflicts without a person. All of it outlives the
/// clerk.
struct resolver_setup {
  const surroundings* around = nullptr;
  journal* book = nullptr;
  std::function<orchestrator_actor()> root; // none while it is being replaced
  std::function<shared_rules()> rules;
};

/// K3: carries out what the strategies decide, a tick at a time: takes the
/// conflicts that are due from the journal, asks agents through the orchestrator,
/// and hands what they answer back. It decides nothing itself.
class resolver {
public:
  void begin(clerk_actor::pointer self, resolver_setup setup);
  void work();
  /// An orchestrator is gone, and with it what it was asked.
  void lost(const caf::actor_addr& root);

private:
  struct asked {
    agent_id whom;
    caf::actor_addr root;
  };
  void look(resolution_case c);
  void send(const resolution_case& c, ask_agent what);
  [[nodiscard]] std::optional<agent_id> best(const resolution_case& c,
                                             const std::vector<std::string>& needed) const;
  [[nodiscard]] source_standing standing(const value_origin& of) const;
  void answered(message_id conflict, const scatter_result& result);
  void tried(message_id conflict, resolution_attempt what);
  [[nodiscard]] time_point now() const;

  clerk_actor::pointer self_ = nullptr;
  resolver_setup setup_;
  std::map<message_id, asked> asked_;
  caf::actor_addr watched_; // the newest orchestrator that was asked
};

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::clerk_tick)
