#pragma once
#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace mesh::console {

struct column_spec;

/// The trouble with a filter, and where in its text.
struct filter_problem {
  std::size_t offset = 0; // bytes
  std::size_t length = 1; // bytes
  std::string message;
  std::string expected;
  std::string suggestion;
};

/// Which rows of a list are wanted (O7): `latency_ms > 200 and class = D`, read once against
/// the columns of the list and then asked of each row.
///
/// - COLUMN OP VALUE with < <= = == != >= > for figures, and = == != ~ !~ for text; ~ is
///   "contains". Text compares without case, and = matches the beginning of a name up to `_`
///   (`class = D` is D_GPU). A column of several texts is = when one of them is.
/// - `and`, `or`, `not` and parentheses; `not` binds most, then `and`.
/// - A value may be quoted; figures take units that suit the column: 200ms, 5s, 99%.
class row_filter {
public:
  struct node;

  /// The whole text, or the first problem in it.
  static tl::expected<row_filter, filter_problem>
  parse(std::string_view text, const std::vector<column_spec>& columns);

  /// Whether the row is wanted. An unknown figure (null) fulfils no comparison but !=.
  [[nodiscard]] bool holds(const nlohmann::ordered_json& row) const;

private:
  explicit row_filter(std::shared_ptr<const node> root) : root_(std::move(root)) {}
  std::shared_ptr<const node> root_; // never null; shared, as lines are copied
};

/// The column that was most likely meant: also by its beginning, `latency` of `latency_ms`.
/// Empty: none is near.
std::string near_column(std::string_view name, const std::vector<column_spec>& columns);

/// The member of a row, or of a member of it (`in_hand.message`); nullptr: there is none.
const nlohmann::ordered_json* cell_of(const nlohmann::ordered_json& row, std::string_view name);

} // namespace mesh::console
