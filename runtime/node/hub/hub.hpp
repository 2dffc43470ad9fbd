#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/channel/channel.hpp"
#include "runtime/node/bodies/node_counters.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/bodies/world_change.hpp"
#include "runtime/node/protocol/hub_messages.hpp"
#include "runtime/placement/host_returns.hpp"
#include "runtime/placement/node_table.hpp"
#include "runtime/placement/peer_answer.hpp"

namespace mesh::node {

/// What one node has answered to whether it reaches another one (R2).
struct reach_answer {
  std::string about;
  peer_answer answer;
};
/// What is found at a node's witness, by this process itself.
enum class witnessed : std::uint8_t {
  alive,   // its process answers, with its certificate
  refused, // its host is there, but nobody listens
  nothing,
};
struct probe_answer {
  std::string name;
  session_id session = 0;
  witnessed what = witnessed::nothing;
  session_id by = 0; // which process answered; 0: it does not say
};
using node_probe =
    std::function<void(const caf::actor& hub, session_id session, const node_peer& whom)>;
using node_inquiry = std::function<void(const caf::actor& hub, const node_peer& about,
                                        const std::vector<node_peer>& others)>;

/// What each life of the hub leaves to the next one. They follow one another: it is
/// never used by two.
struct hub_memory {
  stored_placement placed;                      // the newest that was carried out
  std::map<session_id, node_counters> counted;  // of each node's counters, so far
  std::map<std::string, std::string> witnesses; // by name, also of nodes that are away
  std::map<std::string, session_id> joined;     // the newest that people were told of, by name
};

struct hub_setup {
  surroundings* around = nullptr;
  std::function<orchestrator_actor()> root; // none while it is being replaced
  /// The name in the certificate of whoever sent something; nothing: nobody is
  /// at that end any more. Empty function: what a node says is believed.
  std::function<std::optional<std::string>(const caf::strong_actor_ptr&)> certified = {};
  std::string mesh_config; // what all hosts must agree on
  std::shared_ptr<hub_memory> kept = std::make_shared<hub_memory>();
  std::uint64_t life = 0; // so many have gone before
  /// Makes a placement durable; it is carried out only then.
  std::function<tl::expected<void, error>(const stored_placement&)> store = {};
  std::function<session_id()> new_session;
  /// Asks the others, by another way than the links, whether they reach a node;
  /// each is answered to the hub with one reach_answer. Empty: nobody is asked.
  node_inquiry ask_about = {};
  /// Looks at a node's witness; answered to the hub with one probe_answer. Empty: no
  /// process is ever proven dead.
  node_probe probe = {};
};

/// Of a post that has come as far as here, and goes no further.
inline void count_undeliverable(mesh_counters& counters) {
  ++counters.posts_sent; // its sender has passed it on
  ++counters.posts_undeliverable;
}

/// Its own timer.
struct hub_tick {};
/// A timer of one channel.
struct peer_tick {
  session_id session = 0;
};

/// The orchestrator's side of all links to nodes: who is there, who has which
/// sector (node_table), and the way of everything between the tree of this
/// process and the sectors elsewhere.
class hub_state {
public:
  hub_state() = default;
  hub_state(const hub_state&) = delete;
  hub_state& operator=(const hub_state&) = delete;
  ~hub_state();
  void begin(caf::event_based_actor* self, hub_setup setup);
  void receive(const wire<link_batch>& batch, const caf::strong_actor_ptr& from);
  void lost(const caf::down_msg& what);
  void tick();
  void woken(const peer_tick& t);

  // From this process
  void meet(const proxy_is& news);
  void pass_on(for_part what);
  void change_world(const numbered_change& what);
  void freeze(standing_freezes all);
  void heard(const reach_answer& said);
  void heard(const probe_answer& said);
  [[nodiscard]] nodes_report report();
  [[nodiscard]] node_answer order(const node_order& what);

private:
  struct peer {
    channel link;
    caf::actor handle; // none: no link
    std::string name;  // empty: it has not said hello
    std::string build_version;
    bool joins = false; // it is in the table; welcomed when that is on the disk
    bool welcomed = false;
    errc refused_for = errc::none; // since it was welcomed last
    bool refused = false;          // the newest that was for it: its link is full
    bool overrun = false;          // it was not told something, for want of room
    std::uint64_t told = 0;        // list of members, the newest
    std::uint64_t told_mark = 0;
    std::uint64_t told_witnesses = 0;
    std::uint64_t told_term = 0;
    std::uint64_t fenced = 0; // entries about sectors that are not its own
    std::optional<time_point> wake = {};
    explicit peer(channel c) : link(std::move(c)) {}
  };
  using peers = std::map<session_id, peer>;
  struct place {
    caf::actor proxy;
    session_id by = 0;              // who has it; 0: nobody
    bool up = false;                // it has a coordinator, or a lead
    std::string last = {};          // who was given it last
    std::vector<scope> frozen = {}; // which was told to freeze these, and not to go on (O6)
  };
  struct request {
    caf::actor answer_to;
    sector_id sector;
  };

  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  [[nodiscard]] const config& cfg() const { return setup_.around->cfg; }
  void flush(session_id session, peer& p);
  tl::expected<void, error> offer(session_id session, peer& p, link_entry entry);
  void forget(peers::iterator gone);
  void meet_anew();
  void say_what_keeps_it();
  peer* holder(const placed_part& what, session_id& session);
  void undeliverable_post() const;

  // What is frozen (hub_freezes.cpp)
  void note_freeze(const link_entry& e);
  void freeze_as_standing(const placed_part& what, place& at);

  // What nodes say (hub_entries.cpp)
  void handle(session_id session, peer& p, link_entry&& e, const caf::strong_actor_ptr& from);
  void hello(session_id session, peer& p, const link_entry& e,
             const caf::strong_actor_ptr& from);
  void refuse(session_id session, peer& p, const error& why);
  [[nodiscard]] bool believed(session_id session, const peer& p, const link_entry& e) const;
  void from_sector(session_id session, peer& p, link_entry&& e);
  void post(link_entry&& e);
  void answered(const link_entry& e);
  void note_conflict(const peer& p, const link_entry& e);
  void count(session_id session, const peer& p, const link_entry& e);
  void unreadable(const peer& p, const link_entry& e);

  // Sectors and their clusters that are apart (hub_apart.cpp)
  void about_part(session_id session, peer& p, const link_entry& e);
  void tell_above(const placed_part& what, const part_news& news);
  void relay(session_id session, peer& p, link_entry&& e);
  void hear_roster(const link_entry& e, const roster_changes& changes);

  // Who has which sector (hub_placement.cpp)
  void carry_out(node_actions actions);
  void carry_out_stored();
  tl::expected<void, error> make_durable();
  void carry_out(const node_action& a);
  void accept(const node_action& a);
  void forget_predecessor(const node_action& a);
  void host(const node_action& a);
  void release(const placed_part& what, const std::string& why);
  void drop(const node_action& a);
  void dropped(session_id session, const peer& p, const link_entry& e);
  void take_offline(const placed_part& what);
  void lost(const node_action& a);
  [[nodiscard]] static bool places_nothing(const node_action& a);
  void take_from(const node_action& a);
  [[nodiscard]] std::string holder_of(const place& at) const;
  template <class Change>
  void each_cluster(const placed_part& what, Change change);
  void tell_people(notice_kind what, const scope& where, const std::string& host,
                   std::string seen);

  // What nodes know of each other, and their witnesses tell (hub_witnesses.cpp)
  [[nodiscard]] std::vector<node_peer> others_than(const std::string& name) const;
  void tell_members(session_id session, peer& p, entry_kind how, node_welcome what);
  void tell_members();
  void tell_term(session_id session, peer& p);
  void note_reached(session_id session, const peer& p);
  void ask_about(const node_action& a);
  void look_at_witnesses();

  // How much of what is asked of hosts comes back (hub_returns.cpp)
  [[nodiscard]] std::vector<agent_id> meant(const scatter_order& order, sector_id sector) const;
  [[nodiscard]] std::uint32_t answer_in_time(const std::vector<agent_id>& agents,
                                             const link_scatter& s) const;
  [[nodiscard]] bool may_ask(const peer& p, const link_entry& e);
  void note_return(const peer& p, const link_entry& e);
  void turn_away(const std::string& host);
  void judge_hosts();

  caf::event_based_actor* self_ = nullptr;
  hub_setup setup_;
  std::optional<host_returns> returns_;
  std::optional<node_table> table_;
  peers peers_;
  std::map<placed_part, place> places_;
  struct inquiry {
    std::vector<peer_answer> answers;
    std::size_t awaited = 0;
  };
  struct watch {
    session_id session = 0;
    session_id process = 0; // as session, and of before a restart of the hub
    std::string witness = {};
    bool seen = false;  // it answered there: the address is its own
    bool asked = false; // and has yet to answer
    bool dead = false;
    time_point next = {};
  };
  std::map<std::string, watch> watches_;     // of the newest process of each name
  std::map<std::string, inquiry> inquiries_; // about nodes that are suspect or lost
  std::uint64_t witnesses_changed_ = 0;
  std::map<std::uint64_t, request> requests_;
  std::deque<link_entry> world_changes_; // so far, for who comes later
  std::vector<freeze_order> standing_;   // for whoever starts in what is frozen
  node_actions unstored_;                // not carried out before the disk has them
  error disk_failure_;                   // of the newest attempt
  error waits_for_;                      // said in the log
  bool said_it_forgets_ = false;
};

/// One life of it; hub_supervisor.hpp starts them, and is what nodes see.
caf::behavior hub(caf::stateful_actor<hub_state>* self, hub_setup setup);

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::peer_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::reach_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::probe_answer)
