#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "runtime/console/language/output_names.hpp"
#include "runtime/console/language/row_filter.hpp"

namespace mesh::console {

/// The way in which the result of one line is wanted, beside what its command asks: options
/// that every command takes, and every list (O7). They are no arguments of the command.
struct line_options {
  std::optional<output_format> format; // none: that of the session
  bool headers = true;                 // --no-headers
  std::vector<std::string> columns;    // --columns; empty: all
  std::string sort;                    // --sort; empty: as the command has them
  bool descending = false;             // --sort -COLUMN
  std::string filter_text;             // --filter, as written
  std::optional<row_filter> filter;
  std::optional<std::size_t> limit; // --limit of the command; 0: all
  std::optional<double> watch_ms;   // --watch: the time between two looks
  int times = 0;                    // --times: looks; 0: until interrupted
  bool dry_run = false;             // --dry-run

  /// Rows are chosen, sorted or cut, so the command has to give all of them.
  [[nodiscard]] bool picks_rows() const { return filter.has_value() || !sort.empty(); }
};

} // namespace mesh::console
