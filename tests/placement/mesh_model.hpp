#pragma once
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "runtime/placement/isolation.hpp"
#include "runtime/placement/node_table.hpp"

/// A hub and nodes that obey it, over links that delay what is sent, break and lose
/// it, each way by itself; processes die, stand still and start anew. The decisions
/// are the real ones.
namespace mesh::test {

/// What goes from a node to the hub, or back.
struct model_message {
  enum class kind : std::uint8_t { hello, goodbye, dropped, alive, welcome, host, drop };
  kind what = kind::alive;
  node_greeting greeting{};
  held_part held{};
  time_point sent{};
  time_point echo{};  // when the newest of the other side was sent that has arrived
  known_mesh knows{}; // to the hub: only the number of the newest list that was told
  time_point arrives{};
};

/// A process on a node's host.
struct model_node {
  model_node(std::string n, session_id s, double c, const placement_config& cfg)
      : name(std::move(n)), session(s), capacity(c), isolated(cfg) {}

  [[nodiscard]] bool works_at(const placed_part& part) const {
    return !paused && !stopped && begun.contains(part) && !withdrawn.contains(part);
  }
  [[nodiscard]] bool is_alone() const {
    return !stopped && isolated.now_is() == isolation::state::alone;
  }

  std::string name;
  session_id session;
  double capacity;
  isolation isolated;
  bool paused = false;
  bool stopped = false; // SIGSTOP
  bool leaving = false;
  std::map<placed_part, std::uint64_t> holds;
  std::map<placed_part, time_point> stopping; // until it has stopped it
  std::set<placed_part> withdrawn;            // told to stop it while it was paused
  std::set<placed_part> begun;                // to work at it
  time_point beat_at;
  time_point connect_at;
  // The channel: in order, lost only when one of its ends is.
  bool connected = false;
  bool welcomed = false;
  std::deque<model_message> up, down;
  time_point echo;        // at the hub: of the newest that came up
  time_point hub_echo;    // of the newest that came down
  std::uint64_t list = 0; // of members, told on this channel
  known_mesh knows;       // told last
};

/// A question of one node to another, or the answer, on its way.
struct model_inquiry {
  std::size_t from = 0;
  session_id session = 0;
  std::size_t to = 0;
  session_id asked = 0;
  std::uint64_t round = 0;
  time_point arrives;
  bool answered = false;
  hears what = hears::unreachable;
};

class mesh_model {
public:
  mesh_model(std::uint64_t seed, int hosts, int sectors);

  /// For so long anything happens.
  void rage(duration time);
  /// From now on nothing happens any more; whatever runs or can run goes on running.
  void heal();
  void run(duration time);
  /// The hub starts again with what it had stored a while ago, or with nothing, while some
  /// nodes are cut off from it.
  void lose_disk();
  /// An operator says so.
  void adopt();
  /// Every sector is worked at by the one node that the hub believes, and shares are
  /// even.
  void check_whole();

  /// What came about, to know that it was worth looking at.
  struct counts {
    int takeovers = 0, pauses = 0, alone = 0, hubs = 0, returns = 0;
    int splits = 0; // a node went on alone while the hub was there
    int kept = 0;   // a node was lost, and its sectors were not given away
    int dead = 0, forgotten = 0;
    int seconds = 0; // a second process of a name, elsewhere
    int behind = 0;  // a hub found out that nodes know more
  };
  [[nodiscard]] const counts& seen() const { return seen_; }

private:
  struct host_state {
    std::unique_ptr<model_node> process;
    std::string name;
    int boots = 0;
    time_point start_at;
    bool to_hub = true; // what it sends gets there
    bool from_hub = true;
    bool network = true; // to anybody
    bool power = true;   // without, nobody refuses a connection
  };
  double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
  std::size_t below(std::size_t n) { return random_() % n; }
  duration some(double ms) { return from_ms(chance() * ms); }

  // The world (mesh_model_faults.cpp)
  void fault();
  void host_fault(host_state& h);
  void link_fault(std::size_t i);
  void hub_fault(const host_state& h);
  void partition();
  void quiet();
  void start_second();
  void kill(host_state& h);
  void kill_hub();
  void start_hub();
  void drain(const std::string& name, bool away);
  void undrain_all();

  void step();
  void start(host_state& h, std::size_t i);
  [[nodiscard]] static bool linked(const host_state& h) {
    return h.to_hub && h.from_hub && h.network;
  }
  [[nodiscard]] bool hub_works() const { return hub_ && now_ >= hub_stands_until_; }
  void isolate(host_state& h);
  void ask(const model_node& from);
  void carry_inquiries();
  bool carry(model_inquiry& q);
  void probe();
  void connect(host_state& h);
  void obey(model_node& n, const model_message& m);
  void finish_stopping(model_node& n);
  void to_hub(model_node& n, model_message m);
  void to_node(model_node& n, model_message m);
  void carry(host_state& h);
  void hub_hears(host_state& h, const model_message& m);
  void carry_out(const node_actions& actions);
  void note_host(const node_action& a);
  [[nodiscard]] bool keeps(const std::string& name) const;
  host_state* host_of(const std::string& name, session_id session);
  [[nodiscard]] std::size_t spare() const { return hosts_.size() - 1; }
  void check();
  /// Sectors, then the clusters that are detached from them.
  [[nodiscard]] std::vector<placed_part> parts() const;

  placement_config cfg_;
  std::mt19937_64 random_;
  int sectors_;
  time_point now_;
  std::vector<host_state> hosts_;          // the last one only has second processes of names
  std::vector<std::vector<bool>> reaches_; // one host another, over the second path
  double loss_ = 0;                        // of questions there
  std::vector<model_inquiry> inquiries_;
  std::unique_ptr<node_table> hub_;
  stored_placement stored_;
  std::vector<stored_placement> copies_; // of it, older ones
  std::map<session_id, std::size_t> ran_at_;
  time_point hub_at_; // when the next one starts
  time_point hub_stands_until_;
  time_point tick_at_, probe_at_;
  std::map<placed_part, held_part> newest_;
  std::map<placed_part, std::pair<std::string, session_id>> given_to_;
  std::vector<std::pair<std::string, session_id>> everyone_;
  std::set<std::string> drained_; // by an operator: they are given nothing
  session_id sessions_ = 0;
  bool healed_ = false;
  counts seen_;
};

} // namespace mesh::test
