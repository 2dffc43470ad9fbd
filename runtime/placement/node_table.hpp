#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/placement.hpp"
#include "runtime/placement/known_mesh.hpp"
#include "runtime/placement/majority.hpp"
#include "runtime/placement/member_lists.hpp"
#include "runtime/placement/node_action.hpp"
#include "runtime/placement/node_row.hpp"
#include "runtime/placement/plan.hpp"

namespace mesh {

/// Who was given something last. Without a name: nobody, but the epoch counts on.
struct stored_part {
  placed_part what;
  std::string node;
  std::uint64_t epoch = 0;
  bool operator==(const stored_part&) const = default;
};

/// A process of a node, as it said hello.
struct stored_process {
  session_id session = 0;
  std::string host_id;
  bool operator==(const stored_process&) const = default;
};

/// All that must outlive the hub.
struct stored_placement {
  std::vector<stored_part> parts;
  std::vector<std::string> nodes;        // known by name, also those that hold nothing
  std::vector<std::string> drained = {}; // of these, by an operator (T5)
  std::vector<member_list> lists = {};   // of members, that nodes may go by
  std::map<std::string, std::uint64_t> knows = {};   // the oldest of them, by member
  std::map<std::string, std::string> witnesses = {}; // where a node has answered (R2)
  std::map<std::string, stored_process> processes = {};
  std::uint64_t mesh = 0; // its identity; 0: nothing was ever placed
  std::uint64_t term = 0; // counts what was stored
  bool behind = false;    // hosts knew more than was stored, and not all have come since
  bool operator==(const stored_placement&) const = default;
};

/// What a node says of itself when it joins.
struct node_greeting {
  std::string name; // of its certificate
  session_id session = 0;
  double capacity = 1;
  std::vector<held_part> holds;
  /// Of the operating system that it runs in. Two processes of one name are never there
  /// at once in one that both of them say. Empty: not known.
  std::string host_id = {};
  known_mesh knows = {};
};

/// The nodes of a mesh, and which of them holds which sector (R2, T5): membership,
/// placement and fencing, as decisions. Each input answers what is to be done.
///
/// What is said of sectors holds for clusters that are placed apart, too. Those go where
/// they are wanted, and with their sector while that node is not there (T1). Once apart
/// they stay so, also when the configuration does not want them anywhere any more.
///
/// A sector has one holder at most. It goes to another node only after its holder
/// said that it has stopped it, came back as a new process, or was lost and is certain
/// not to serve it (majority.hpp). A node is lost silence_ms + rejoin_ms after it was
/// last heard, never sooner, whatever became of its link: a node that is cut off counts
/// the same time, and pauses before it is over or goes on with a majority of the others
/// (isolation.hpp). As long as the hub cannot rule that out a lost node keeps what it
/// has, and stays a member: until more is heard, its process is proven dead, or an
/// operator gives it up. A lost node that returns is told to stop what others have got
/// meanwhile, and gets a share when it has said that it did.
///
/// Two processes with one name: the second is refused until the first has no grip any
/// more (majority.hpp): it has left in order, is proven dead, or is lost and cannot be
/// working. A process that is restarted on its host is let in at once: that host knows
/// that the one before it is gone. A process that lost its name to another is refused in
/// its turn.
///
/// A hub whose data are older than what nodes know, or that has none, finds that out when
/// they say hello (known_mesh). It believes them what they hold, and gives nothing to
/// anybody before all have come that those know of, are proven dead, or an operator has it
/// adopt what is there.
///
/// A node whose processes keep dying soon after they have joined gets nothing for a while,
/// longer each time, unless there is no other.
class node_table {
public:
  /// With the sectors 0 to `sectors` - 1. Nodes that have one in `stored` are waited
  /// for: return_ms. `new_mesh`: the identity of a mesh that begins here.
  node_table(const placement_config& cfg, int sectors, const stored_placement& stored,
             time_point now, std::uint64_t new_mesh = 1);

  /// A node joins, or has a new link. In the answer `drop` comes before `accept`: a
  /// node that had paused may go on when it is welcomed.
  node_actions hello(const node_greeting& node, time_point now);
  /// Anything was heard of it.
  node_actions heard(const std::string& name, session_id session, time_point now);
  node_actions link_lost(const std::string& name, session_id session, time_point now);
  /// It has got what was sent to it at `sent` (channel::reached_at()).
  void reached(const std::string& name, session_id session, time_point sent, time_point now);
  /// It goes by this list of members, or a newer one.
  void acknowledged(const std::string& name, session_id session, std::uint64_t list);
  /// Its process is proven dead (majority.hpp); session 0: that of before a restart of
  /// the hub. Counts only while it is suspect or lost; its sectors go to others when it is
  /// lost.
  node_actions dead(const std::string& name, session_id session, time_point now);
  /// It has stopped the sector; an answer to `drop`, or by itself.
  node_actions dropped(const std::string& name, session_id session, const held_part& what,
                       time_point now);
  /// It leaves in order: its sectors are taken from it, then it has left.
  node_actions goodbye(const std::string& name, session_id session, time_point now);
  /// An operator's: its sectors go to others, moves_at_once, and it gets none, also
  /// not as a new process nor after a restart of the hub, until undrain().
  /// errc::unknown_target.
  tl::expected<node_actions, error> drain(const std::string& name, time_point now);
  tl::expected<node_actions, error> undrain(const std::string& name, time_point now);
  /// An operator's: it is gone for good, or does not work; its sectors go to others.
  /// errc::unknown_target; errc::invalid_argument while it is heard.
  tl::expected<node_actions, error> forget(const std::string& name, time_point now);
  /// An operator's: whoever is not there is gone for good, and what is there is the mesh.
  /// errc::invalid_argument when nothing waits for that.
  tl::expected<node_actions, error> adopt(time_point now);
  /// Time has passed; call it a few times in ask_ms.
  node_actions tick(time_point now);

  /// What a cluster is given to nodes as: by itself, or as a part of its sector.
  [[nodiscard]] placed_part part_of(cluster_id cluster) const;
  /// The clusters of a sector that are placed apart.
  [[nodiscard]] std::vector<cluster_id> apart(sector_id sector) const;
  /// Whether what this node says about the part is to be believed.
  [[nodiscard]] bool serves(const std::string& name, session_id session,
                            const placed_part& what) const;
  /// Who is to be asked about it: its holder's name; empty: nobody.
  [[nodiscard]] std::string holder(const placed_part& what) const;
  [[nodiscard]] std::uint64_t epoch(const placed_part& what) const;
  /// Of its newest process, also of before a restart of the hub; 0: not known.
  [[nodiscard]] session_id process(const std::string& name) const;
  /// All that is placed, and all nodes.
  [[nodiscard]] stored_placement stored() const;
  /// It is on the disk, as this term.
  void stored_as(std::uint64_t term) { term_ = term; }
  [[nodiscard]] std::uint64_t mesh() const { return mesh_; }
  [[nodiscard]] std::uint64_t term() const { return term_; }
  /// Why no sector is given to anybody, and what an operator can do; errc::none: nothing
  /// keeps it from that.
  [[nodiscard]] error waits_for() const;
  /// Whom nodes are to ask when they no longer hear the hub. Tell all that are taken in
  /// each new list, in order, and only when it is stored.
  [[nodiscard]] const member_list& members() const { return lists_.newest(); }
  /// All nodes, by name.
  [[nodiscard]] std::vector<node_row> rows(time_point now) const;
  /// Inputs about sessions that are over or nodes that are not known.
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }

private:
  struct node {
    session_id session = 0; // 0: known from before a restart, has not come yet
    session_id before = 0;  // its process of before the restart
    std::string host_id;    // of that, or of the present one
    double capacity = 1;
    node_state state = node_state::joining; // draining is said by the flags
    bool draining = false;                  // by an operator
    bool leaving = false;                   // by itself
    bool link_lost = false;
    bool member = false;          // it may hold something, or go on with others
    bool mute = false;            // its process answers nobody any more
    std::uint64_t knows_from = 0; // the lists of members that it may go by
    std::uint64_t knows_to = 0;   // when it is lost
    hearing hears_us;
    time_point since;
    time_point heard;
    time_point joined;               // the present process
    int deaths = 0;                  // of processes in a row that had just joined
    time_point held_back;            // gets nothing before
    std::vector<held_part> outdated; // it must stop these before it gets others
    [[nodiscard]] bool present() const {
      return state != node_state::lost && state != node_state::left;
    }
    [[nodiscard]] session_id process() const { return session != 0 ? session : before; }
  };
  using node_map = std::map<std::string, node>;

  enum class tenure : std::uint8_t {
    nobody,
    awaited, // its holder is away, but nobody else has got it: it may come back to it
    held,
    stopping, // the holder was told to stop it
  };
  struct part_entry {
    placed_part what;
    std::string wanted = {}; // of a cluster: the node that is to have it
    /// Of a sector: its holder has clusters of it that are to be apart since, and has to
    /// stop it once.
    bool divided = false;
    tenure how = tenure::nobody;
    std::string holder;
    std::uint64_t epoch = 0;
    [[nodiscard]] bool served() const { return how == tenure::held || how == tenure::stopping; }
  };

  // Membership (node_table_members.cpp)
  [[nodiscard]] std::optional<error> objection(const node_greeting& g, time_point now) const;
  [[nodiscard]] static bool is_over(const node& n, const node_greeting& g);
  [[nodiscard]] error name_in_use(const std::string& name, const node& n, time_point now) const;
  [[nodiscard]] node_map::const_iterator oldest_gone() const;
  void compare(node& n, const node_greeting& g, bool anew, node_actions& before,
               node_actions& after);
  void settle_unclaimed(const node_greeting& g, const std::vector<bool>& claimed, bool anew,
                        node_actions& before, node_actions& after);
  bool believe(const node_greeting& g, const held_part& claim, node_actions& before);
  void follow(node& n, const node_greeting& g, time_point now);
  node* present(const std::string& name, session_id session);
  static void set_state(node& n, node_state s, time_point now);
  static void suspect(node_map::value_type& n, std::string why, time_point now,
                      node_actions& out);
  void give_up(node_map::value_type& n, time_point now, node_actions& out);
  void excuse_absence(time_point now);
  void end_leaving(time_point now, node_actions& out);
  tl::expected<node_actions, error> set_draining(const std::string& name, bool draining,
                                                 time_point now);

  // Who may still work (node_table_majority.cpp)
  void recall_members(const stored_placement& stored);
  [[nodiscard]] std::vector<mesh_member> all_known() const;
  void join_members(node& n, const known_mesh& knows) const;
  void update_members();
  void give_up_idle(time_point now);
  void silence(node_map::value_type& n, time_point now);
  void learn(const node_greeting& g, time_point now);
  void note_told(const mesh_member& m);
  void learn_of(const mesh_member& m, std::uint64_t list, time_point now);
  [[nodiscard]] std::vector<std::string> missing() const;
  void catch_up(time_point now);
  [[nodiscard]] bool may_work(const node& n, time_point now) const;
  [[nodiscard]] bool keeps(const part_entry& s) const;
  void forget(node_map::value_type& n, time_point now, node_actions& out);
  [[nodiscard]] static error why_lost(const node& n, time_point now);

  // Placement (node_table.cpp)
  node_actions placed(time_point now, node_actions out);
  void place(time_point now, node_actions& out);
  [[nodiscard]] bool may_place(time_point now);
  [[nodiscard]] std::vector<node_share> shares(time_point now) const;
  [[nodiscard]] bool was_ever_given() const;
  [[nodiscard]] std::ptrdiff_t takers(time_point now) const;
  void remember(const stored_placement& stored, time_point now);
  void place_apart(time_point now, node_actions& out);
  void stop(part_entry& part, node_actions& out);
  void host(part_entry& part, const std::string& name, node_actions& out);
  void release(part_entry& part);
  [[nodiscard]] const part_entry* find(const placed_part& what) const;
  [[nodiscard]] part_entry* find(const placed_part& what);

  placement_config cfg_;
  node_map nodes_;
  member_lists lists_;
  std::map<mesh_member, time_point> gone_; // these say nothing any more, since when
  std::uint64_t new_mesh_;
  std::uint64_t mesh_ = 0;
  std::uint64_t term_ = 0;
  std::uint64_t known_term_ = 0;        // up to this one this hub knew all, or has learned it
  std::deque<mesh_member> told_;        // these were told terms by this hub, newest last
  bool behind_ = false;                 // nodes know more than this
  bool adopted_ = false;                // an operator does not wait for expected_nodes
  std::string informant_ = "its hosts"; // who knew more
  std::vector<mesh_member> strangers_;  // of these another process has come meanwhile
  std::vector<part_entry> parts_;       // all sectors in order, then clusters, in order
  std::size_t sectors_;                 // so many are sectors
  time_point return_by_;                // after a restart nodes are waited for until then
  bool awaiting_ = false;               // and some have not come
  bool settled_ = false; // somebody has been given sectors since nobody was there
  time_point newest_hello_;
  time_point last_tick_;
  std::uint64_t ignored_ = 0;
};

} // namespace mesh
