#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "actors/parts/wake_times.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "runtime/channel/channel.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "runtime/placement/isolation.hpp"

namespace mesh::node {

/// Asks other nodes, by another way than the hub, whether they hear it (R2);
/// each is answered to the uplink with one peer_said.
using peer_inquiry = std::function<void(const caf::actor& uplink, std::uint64_t round,
                                        const std::vector<node_peer>& peers)>;

struct uplink_setup {
  surroundings* around = nullptr; // its context becomes the hub's
  std::shared_ptr<simulated_world> world;
  node_hello me; // but for what it holds
  session_id session = 0;
  /// As node_greeting::host_id, at present; not given: it is not known.
  std::function<std::string()> host_id = {};
  /// Looks for the hub and tells the uplink hub_found or hub_missing.
  std::function<void(const caf::actor& uplink)> dial;
  peer_inquiry ask_peers = {};
  /// The hub does not take this node in; said once for each reason. True: it is to
  /// try again.
  std::function<bool(const error& why)> refused = {};
  /// It has left in order: nothing of it is needed any more.
  std::function<void()> left = {};
};

/// Its own timers.
enum class uplink_wake : std::uint8_t { channel, report, dial, greet, isolation };
struct uplink_tick {
  uplink_wake what = uplink_wake::channel;
};

/// A node's side of its link to the orchestrator's host: what is for the hub
/// waits here until that has it, and what comes from it goes to whom it is for.
class uplink_state {
public:
  void begin(caf::event_based_actor* self, uplink_setup setup);

  // The link
  void found(const caf::actor& hub);
  void missing(const error& why);
  void lost(const caf::down_msg& what);
  void receive(const wire<link_batch>& batch);
  void take(link_entry entry);
  void woken(uplink_wake what);
  void leave(); // in order; says so when the hub has taken everything back

  // From this host
  void meet(const caf::actor& supervisor);
  void meet(const orchestrator_actor& proxy) { orchestrator_ = proxy; }
  void learn(const sector_handles& news);
  void learn(const cluster_handles& news);
  void learn(const part_stopped& news);
  void take(to_coordinator what);
  void pass_on(for_part what);
  void meet(const proxy_is& news);
  void heard(const peer_said& answer);
  void learn(const agent_idle& news);
  /// For a peer that asks: do you hear the hub?
  [[nodiscard]] hears_hub hub_heard() const;

private:
  /// A sector, or a cluster that is apart from its sector (T1).
  struct hosted {
    std::uint64_t epoch = 0;
    std::vector<cluster_id> apart; // of a sector: its clusters that are not given with it
    sector_supervisor_actor supervisor;
    sector_coordinator_actor coordinator; // none: down at present
    cluster_supervisor_actor cluster_supervisor;
    cluster_lead_actor lead; // none: down at present
    bool begun = false;      // its supervisor was asked for
    bool dropping = false;
    std::optional<time_point> drains_until = {}; // then it is dropped, whatever goes on
    std::set<agent_id> idle = {};                // of one that drains
    bool paused = false;
    bool paused_once = false;
    std::vector<scope> frozen = {}; // by an operator
    [[nodiscard]] bool up() const { return coordinator || lead; }
  };
  /// A cluster of a sector that is here, and apart from it.
  struct apart_cluster {
    caf::actor proxy;
    bool up = false;
  };
  struct request {
    caf::actor answer_to;
    cluster_id cluster;
  };
  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  void flush();
  void dial_later();
  void greet();
  void offer(entry_kind kind, const scope& where, std::string body, std::uint64_t number = 0);
  void offer(link_entry entry);

  // What the hub says (uplink_entries.cpp)
  void handle(link_entry&& e);
  void about_this_node(const link_entry& e);
  void welcome(const link_entry& e);
  void refused(const error& why);
  void told(const std::vector<node_peer>& peers);
  void host(const link_entry& e);
  void begin_hosted();
  void drop(const link_entry& e);
  void told_term(const link_entry& e);

  // What moves while this node is there (uplink_drain.cpp)
  void drain(const placed_part& what, hosted& h, duration longest);
  void let_agents_end(const placed_part& what, const hosted& h);
  [[nodiscard]] bool has_ended(const placed_part& what, const hosted& h) const;
  void drop_drained();
  void stop(const placed_part& what, hosted& h);
  void unreadable(const link_entry& e);

  // Down to what is here (uplink_down.cpp)
  void to_here(const placed_part& what, link_entry&& e);
  template <class Handle>
  bool to_parent(const Handle& to, link_entry& e);
  template <class Handle>
  bool to_supervisor(const Handle& to, const link_entry& e);
  void nobody_there(const link_entry& e);
  template <class Report, class Order, class Handle>
  bool ask(const Handle& whom, const link_entry& e, entry_kind answer);
  void answer(const link_entry& question, entry_kind kind, std::string body);

  // Clusters that are apart from their sectors (uplink_apart.cpp)
  void to_apart(cluster_id cluster, link_entry e);
  void from_apart(cluster_id cluster, link_entry e);
  void about_apart(const link_entry& e);
  void tell_apart(cluster_id cluster, part_news news);
  void answered(const link_entry& e);
  void forget_apart(sector_id sector);
  void goes_up(hosted& h, const placed_part& what, bool was_up);

  // What the hub is told by itself (uplink_reports.cpp)
  void report();
  void report_pages();
  void report_roster();

  // Cut off, or not (uplink_isolation.cpp)
  void look_around();
  void pause(bool stop);
  void pause(const placed_part& what, hosted& h, bool stop);
  void order(const hosted& h, freeze_act what, const scope& where);
  bool freeze(hosted& h, const link_entry& e);

  caf::event_based_actor* self_ = nullptr;
  uplink_setup setup_;
  std::optional<channel> channel_;
  std::optional<isolation> isolation_;
  caf::actor hub_; // none: no link
  caf::actor supervisor_;
  orchestrator_actor orchestrator_;
  std::map<placed_part, hosted> parts_;
  std::map<cluster_id, apart_cluster> apart_;
  std::map<std::uint64_t, request> requests_; // of proxies, by number
  std::vector<node_peer> peers_;
  known_mesh knows_;
  wake_times channel_timers_;
  std::map<cluster_id, time_point> sent_pages_; // when published
  std::uint64_t sent_roster_ = 0;
  std::uint64_t pauses_ = 0;
  std::uint64_t world_changed_ = 0; // number of the newest change
  bool welcomed_ = false;
  bool leaving_ = false;
  bool said_missing_ = false;
  errc refused_for_ = errc::none; // since it was welcomed last
  bool greets_later_ = false;
  std::uint64_t refused_entries_ = 0;
};

caf::behavior uplink(caf::stateful_actor<uplink_state>* self, uplink_setup setup);

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::uplink_tick)
