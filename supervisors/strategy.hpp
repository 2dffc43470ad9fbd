#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "supervisors/restart.hpp"

namespace mesh {

/// The facts that a strategy gets about the end of a child.
struct child_failure {
  std::size_t child = 0;    // its place in the order of start
  std::size_t children = 0; // places in all
  std::string_view name;
  restart_kind kind = restart_kind::permanent;
  exit_kind exit = exit_kind::crashed;
  std::string_view detail; // what was seen, for people
  int in_a_row = 0;        // failures since it was last healthy, this one included
};

/// The fate of the child that ended.
enum class verdict : std::uint8_t {
  restart,
  leave,    // it stays down; this is no failure
  give_up,  // it stays down and is reported; the others go on
  escalate, // the supervisor above is to deal with it
};

/// A supervisor's answer to the end of a child. Immutable and shared, so that
/// 1,000 supervisors can have one; derive from it for a strategy of your own.
/// What a strategy throws becomes an escalation with the exception's text.
class supervision_strategy {
public:
  virtual ~supervision_strategy() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// The children to be restarted together when one fails: places below
  /// `children`, ascending, `failed` among them. Anything else is
  /// `errc::strategy_failed`.
  [[nodiscard]] virtual std::vector<std::size_t> affected(std::size_t failed,
                                                          std::size_t children) const = 0;

  /// As should_restart says, unless a strategy knows better.
  [[nodiscard]] virtual verdict decide(const child_failure& what) const;
};

using strategy_ptr = std::shared_ptr<const supervision_strategy>;

/// Only the child itself: siblings do not depend on each other.
strategy_ptr one_for_one();
/// The child and all that were started after it, since they depend on it.
strategy_ptr rest_for_one();
/// All children: none is of use without the others.
strategy_ptr one_for_all();

/// By name; `errc::invalid_argument` names the three there are.
tl::expected<strategy_ptr, error> parse_strategy(std::string_view name);

} // namespace mesh
