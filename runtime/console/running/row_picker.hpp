#pragma once
#include <cstddef>
#include <vector>

#include "runtime/console/language/line_options.hpp"
#include "runtime/console/running/json_values.hpp"

namespace mesh::console {

/// The rows of a list when its command has a `--limit` and none is given.
inline constexpr std::size_t usual_rows = 20;

/// Takes all rows of a list, one after another, and keeps those that the line wants: filtered,
/// sorted, cut to a limit, with the wanted columns. It holds a few times the limit at most,
/// however many rows there are.
class row_picker {
public:
  /// `limit` 0: all. `how` outlives it.
  row_picker(const line_options& how, std::size_t limit) : how_(how), limit_(limit) {}

  void add(json row);
  /// False when more rows are only counted: then a row need not be made at all.
  [[nodiscard]] bool wants_more() const {
    return how_.filter || !how_.sort.empty() || limit_ == 0 || kept_.size() < limit_;
  }
  void count_only() { ++of_; }
  /// Sets `rows`, `shown`, `of` (that fulfil the filter), and `columns` when some are chosen.
  void write(json& to);

private:
  struct kept_row {
    json key; // of the column it is sorted by
    std::size_t number = 0;
    json row;
  };
  [[nodiscard]] json only_wanted(json row) const;
  [[nodiscard]] bool before(const kept_row& a, const kept_row& b) const;
  void forget_last();

  const line_options& how_;
  std::size_t limit_;
  std::size_t of_ = 0;
  std::vector<kept_row> kept_;
};

} // namespace mesh::console
