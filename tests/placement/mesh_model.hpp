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
/// it; processes die, stand still and start anew. The decisions are the real ones.
namespace mesh::test {

/// What goes from a node to the hub, or back.
struct model_message {
  enum class kind : std::uint8_t { hello, goodbye, dropped, alive, welcome, host, drop };
  kind what = kind::alive;
  node_greeting greeting;
  held_part held;
  time_point sent;
  time_point echo; // to a node: when its newest message that arrived was sent
  peer_list peers;
  time_point arrives;
};

/// A process on a node's host.
struct model_node {
  model_node(std::string n, session_id s, double c, const placement_config& cfg)
      : name(std::move(n)), session(s), capacity(c), isolated(cfg) {}

  [[nodiscard]] bool works_at(const placed_part& part) const {
    return !paused && !stopped && begun.contains(part) && !withdrawn.contains(part);
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
  std::deque<model_message> up, down;
  time_point echo;
};

class mesh_model {
public:
  mesh_model(std::uint64_t seed, int hosts, int sectors);

  /// For so long anything happens.
  void rage(duration time);
  /// From now on nothing happens any more; whatever runs or can run goes on running.
  void heal();
  void run(duration time);
  /// Every sector is worked at by the one node that the hub believes, and shares are
  /// even.
  void check_whole();

  [[nodiscard]] int takeovers() const { return takeovers_; }
  [[nodiscard]] int pauses() const { return pauses_; }
  [[nodiscard]] int alone() const { return alone_; }
  [[nodiscard]] int hubs() const { return hubs_; }
  [[nodiscard]] int returns() const { return returns_; }

private:
  struct host_state {
    std::unique_ptr<model_node> process;
    time_point start_at;
    bool hub_link = true; // to the hub
    bool network = true;  // to anybody
  };
  double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }
  std::size_t below(std::size_t n) { return random_() % n; }
  duration some(double ms) { return from_ms(chance() * ms); }

  void step();
  void fault();
  void kill(host_state& h);
  void kill_hub();
  void start_hub();
  void drain(const std::string& name, bool away);
  void undrain_all();
  void start(host_state& h, std::size_t i);
  [[nodiscard]] bool linked(const host_state& h) const;
  void isolate(host_state& h);
  [[nodiscard]] hears ask(const host_state& from, const std::string& peer) const;
  void connect(host_state& h);
  void obey(model_node& n, const model_message& m);
  void finish_stopping(model_node& n);
  void to_hub(model_node& n, model_message m);
  void to_node(model_node& n, model_message m);
  void carry(host_state& h);
  void hub_hears(host_state& h, const model_message& m);
  void carry_out(const node_actions& actions);
  host_state* host_of(const std::string& name, session_id session);
  void check();
  /// Sectors, then the clusters that are apart from them.
  [[nodiscard]] std::vector<placed_part> parts() const;

  placement_config cfg_;
  std::mt19937_64 random_;
  int sectors_;
  time_point now_;
  std::vector<host_state> hosts_;
  std::unique_ptr<node_table> hub_;
  stored_placement stored_;
  time_point hub_at_; // when the next one starts
  time_point tick_at_;
  std::map<placed_part, held_part> newest_;
  std::map<placed_part, std::pair<std::string, session_id>> given_to_;
  std::vector<std::pair<std::string, session_id>> everyone_;
  std::set<std::string> drained_; // by an operator: they are given nothing
  session_id sessions_ = 0;
  bool healed_ = false;
  int takeovers_ = 0, pauses_ = 0, alone_ = 0, hubs_ = 0, returns_ = 0;
};

} // namespace mesh::test
