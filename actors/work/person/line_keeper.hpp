#pragma once
#include <functional>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh {

/// A place where lines of text outlive the process, in the order in which they come. Any
/// thread; no call waits.
class line_keeper {
public:
  virtual ~line_keeper() = default;
  /// Then `done` is told whether it is on the disk, from any thread or at once. One that is not
  /// is as if it had never been given.
  virtual void keep(std::string line,
                    std::function<void(const tl::expected<void, error>&)> done) = 0;
};

} // namespace mesh
