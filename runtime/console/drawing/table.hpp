#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/drawing/style.hpp"

namespace mesh::console {

/// A table of text: columns as wide as their widest cell, two blanks between them, numbers
/// to the right. Cells are taken to be safe to print.
///
/// On a terminal it fits the width (O7): first texts of several words are cut, then columns
/// that may go are left out and named below. Ids and other single words are never cut.
class text_table {
public:
  enum class align { left, right };
  struct column {
    std::string_view header;
    align side = align::left;
    int may_go = 0; // 0: never, the highest goes first; -1: nor is it cut
  };
  /// A width that everything fits.
  static constexpr int unbounded = 1'000'000;

  explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}
  /// One cell per column.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// All lines, indented by two.
  [[nodiscard]] std::string str(const render_style& style) const;

private:
  /// The columns that are drawn, and how wide.
  struct layout {
    std::vector<std::size_t> shown;
    std::vector<std::size_t> width; // of every column
    [[nodiscard]] std::size_t total() const;
  };
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] layout fitted(std::size_t width) const;
  void shrink(layout& to, std::size_t width, std::size_t least) const;
  [[nodiscard]] bool may_be_cut(std::size_t column) const;
  bool leave_one_out(layout& to) const;
  [[nodiscard]] std::string left_out(const layout& from, const render_style& style) const;
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

inline constexpr auto to_right = text_table::align::right;

} // namespace mesh::console
