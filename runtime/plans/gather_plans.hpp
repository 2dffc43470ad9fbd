#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/person/line_keeper.hpp"
#include "runtime/plans/planned_gather.hpp"

namespace mesh {

/// The gathers that are planned for a moment (G1, S1). Each is on the disk before it counts,
/// begins when its slowest agents must be asked, and ends once. One that was running when the
/// orchestrator or the process went down is asked again: whoever has answered is known. Any
/// thread.
class gather_plans {
public:
  /// The mesh, as plans use it.
  struct ways {
    std::function<std::uint64_t()> now_ms; // since 1970
    /// The time before its moment at which it must begin, in ms.
    std::function<double(const planned_gather&)> lead_ms;
    /// Asks the orchestrator; false: there is none at present. `done` may be called at once.
    std::function<bool(scatter_request, std::function<void(scatter_result)> done)> begin;
    /// Takes back what its agents have not done.
    std::function<void(std::uint64_t number)> cancel;
    /// The outcome of one whose moment has passed, by the answers that people have given.
    std::function<plan_outcome(const planned_gather&)> look_back;
    /// Whether the mesh knows all whom it may ask; after a restart some of them come with
    /// their hosts. Those who do not come within a minute are not waited for.
    std::function<bool(const planned_gather&)> all_known;
  };
  using planned = std::function<void(const tl::expected<planned_gather, error>&)>;

  explicit gather_plans(ways mesh) : mesh_(std::move(mesh)) {}
  /// Before it is used; `keeper` outlives its use. Without one nothing outlives the process.
  void keep_with(line_keeper* keeper) { keeper_ = keeper; }
  /// Takes a line that was kept, in the order in which they were. `invalid_argument`.
  tl::expected<void, error> restore(std::string_view line);

  /// `invalid_argument`: its moment has passed, or is over a month ahead; `too_many_in_flight`.
  void plan(planned_gather what, const planned& then);
  /// `unknown_target`, or `invalid_argument`: it is over.
  void cancel(std::uint64_t number, const planned& then);
  /// Now and then: begins what is due.
  void tick();

  /// In the order of their numbers: those that are not over, and the newest that are.
  [[nodiscard]] std::vector<planned_gather> all() const;
  [[nodiscard]] std::optional<planned_gather> find(std::uint64_t number) const;

private:
  [[nodiscard]] bool waits_for_hosts(const planned_gather& what, std::uint64_t now);
  void begin(const planned_gather& what, std::uint64_t now);
  void ended(std::uint64_t number, const scatter_result& result);
  void end(planned_gather what, plan_state how, const planned& then);
  void keep(const planned_gather& what, const planned& then);

  const ways mesh_;
  line_keeper* keeper_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, planned_gather> all_;
  std::map<std::uint64_t, std::uint64_t> due_since_ms_; // of those that wait for hosts
  std::uint64_t last_number_ = 0;
};

} // namespace mesh
