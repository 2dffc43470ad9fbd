#pragma once
#include <cstdint>
#include <functional>

#include "messages/orchestration.hpp"

namespace mesh {

/// Sends one request down the tree and answers once. Cascades, delegations and
/// pipelines are several of these in a row.
class scatterer {
public:
  using scattered = std::function<void(scatter_result)>;

  virtual ~scatterer() = default;
  /// `done` is called exactly once, and at once when nothing can be sent.
  virtual void scatter(const scatter_request& request, reach depth, scattered done) = 0;
  /// The error of a request at present; `errc::none` when nothing is. The window
  /// and the minimum are those that hold for it.
  [[nodiscard]] virtual error check(const scatter_request& request, double window_ms,
                                    double minimum) const = 0;
  /// The number of the next gather: what several requests in a row are correlated by.
  [[nodiscard]] virtual std::uint64_t next_gather() const = 0;
};

} // namespace mesh
