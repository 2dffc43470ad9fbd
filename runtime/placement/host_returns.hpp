#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "supervisors/circuit_breaker.hpp"
#include "supervisors/sliding_count.hpp"

namespace mesh {

/// The share of answers that came back from each host, and a breaker over each (B1).
///
/// A host that is stopped for some seconds again and again is heard often enough to be
/// up, and yet loses whatever is asked of it. So gathers are counted: one of which less
/// than host_minimum of a host's agents came back in time was lost by the host; more
/// than host_failures of them within window_ms open its breaker. Open, its agents are
/// turned away (B3), until a gather that is let through as a probe comes back (B2).
class host_returns {
public:
  explicit host_returns(const breakers_config& cfg) : cfg_(cfg) {}

  /// The size of a sector's part of a gather.
  struct part {
    std::string host;
    std::uint64_t gather = 0;
    std::uint8_t sector = 0;
  };
  /// It is to go to its host, for so many agents, and to be back by then. False: its
  /// host's breaker turns it away. All parts of one gather for a host fare alike.
  bool asked(const part& what, std::uint32_t agents, time_point until, time_point now);
  /// So many of the agents have answered. What comes late counts no more.
  void returned(const part& what, std::uint32_t agents, time_point now);

  struct news {
    std::string host;
    breaker_change change;
    bool operator==(const news&) const = default;
  };
  /// Judges the gathers whose time is over; call it a few times in a second.
  std::vector<news> due(time_point now);
  /// It is gone, and its successor begins anew.
  void forget(const std::string& host);

  struct figures {
    std::uint32_t asked = 0; // agents, within window_ms, of gathers that are judged
    std::uint32_t back = 0;  // of these
    breaker_state breaker = breaker_state::closed;
    std::string reason;            // of its newest change
    std::uint64_t turned_away = 0; // agents
  };
  [[nodiscard]] figures of(const std::string& host, time_point now) const;
  /// Whether nobody on it is to be chosen (B3).
  [[nodiscard]] bool is_open(const std::string& host) const;

private:
  struct host_state {
    explicit host_state(const breakers_config& cfg)
        : breaker(cfg.host_failures, cfg), asked(cfg.window_ms), back(cfg.window_ms) {}
    circuit_breaker breaker;
    sliding_count asked;
    sliding_count back;
    std::uint64_t turned_away = 0;
  };
  struct gather {
    bool passes = true;
    bool probe = false;
    std::uint32_t asked = 0;
    std::uint32_t back = 0;
    time_point until{};
    std::set<std::uint8_t> sent; // sectors
    std::set<std::uint8_t> came;
  };
  static void judge(host_state& host, const gather& g, double minimum, time_point now,
                    circuit_breaker::change& change);

  breakers_config cfg_;
  std::map<std::string, host_state> hosts_;
  std::map<std::pair<std::string, std::uint64_t>, gather> gathers_;
};

} // namespace mesh
