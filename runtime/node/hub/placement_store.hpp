#pragma once
#include <functional>

#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/witness_watch.hpp"

namespace mesh::node {

/// Makes what node_table has decided durable.
///
/// A placement that would be forgotten could be given twice: so what places something is
/// carried out only after write() has succeeded. Each stored placement that differs from
/// the one before has the next term.
class placement_store {
public:
  using write_file = std::function<tl::expected<void, error>(const stored_placement&)>;
  placement_store(node_table& table, const witness_watch& witnesses, hub_memory& kept,
                  write_file write_it, const host_notices& people)
      : table_(table),
        witnesses_(witnesses),
        kept_(kept),
        write_(std::move(write_it)),
        people_(people) {}

  /// As it is decided now.
  tl::expected<void, error> write();
  /// Of the newest attempt; errc::none: it succeeded.
  [[nodiscard]] const error& failure() const { return failure_; }
  /// Whether a restart of this process forgets all of it.
  [[nodiscard]] bool forgets() const { return !write_; }

private:
  node_table& table_;
  const witness_watch& witnesses_;
  hub_memory& kept_;
  write_file write_;
  const host_notices& people_;
  error failure_;
};

} // namespace mesh::node
