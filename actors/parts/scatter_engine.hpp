#pragma once
#include <functional>
#include <map>
#include <optional>

#include "actors/coordination/collector.hpp"
#include "actors/parts/alarm.hpp"
#include "actors/parts/children.hpp"
#include "actors/parts/surroundings.hpp"

namespace mesh {

/// The answers of the children of one parent to an order.
struct collected {
  gather_summary summary;
  std::vector<std::uint8_t> unreached; // that were given up
};

/// One order on its way down.
struct scatter_start {
  wire<message> what;
  wire<scatter_order> order; // with moments of this process
  time_point give_up_at{};
  std::function<void(collected)> done;
  /// B3: why a child's part of new work is turned away; none when it is not.
  std::function<std::optional<error>(std::uint8_t place)> refusal = {};
};

/// Sends orders to the children of one parent and puts together what they answer.
///
/// Each gather ends exactly once: when every child that it concerns has answered or was
/// given up. Every agent that it means is then in exactly one count: those of a child
/// that was given up are stragglers by name, for they may have acted. A child that was
/// replaced is asked again for what the one before it has not answered.
class scatter_engine {
public:
  /// `silent` is the reason given for the agents of a child that did not answer.
  scatter_engine(const surroundings& around, children& below, errc silent, alarm timer);

  void begin(scatter_start what);
  [[nodiscard]] bool runs(std::uint64_t gather) const { return gathers_.contains(gather); }
  [[nodiscard]] std::size_t running() const { return gathers_.size(); }
  void collect(const gather_summary& part);
  void child_is_back(std::uint8_t place);
  /// Children that have not answered are told to take back what they can; they are
  /// waited for no longer than until `by`.
  void cancel(std::uint64_t gather, std::optional<time_point> by = {});
  void cancel_if(const std::function<bool(std::uint64_t gather)>& meant);
  /// Gives up who is overdue.
  void due();

private:
  struct gather {
    collector parts;
    scatter_start start; // to ask a child again that was replaced
    std::vector<std::uint8_t> unreached = {};
  };
  using gathers = std::map<std::uint64_t, gather>;

  [[nodiscard]] std::vector<agent_id> meant(const gather& g, std::uint8_t place) const;
  [[nodiscard]] bool may_be_asked(gather& g, std::uint8_t place) const;
  void count_expired(gather& g, std::uint8_t place) const;
  void count_refused(gather& g, std::uint8_t place, const error& why) const;
  void ask(gather& g, std::uint8_t place);
  void give_up(gather& g, std::uint8_t place);
  void finish(gathers::iterator done);

  const surroundings& around_;
  children& below_;
  errc silent_;
  alarm timer_;
  gathers gathers_;
};

} // namespace mesh
