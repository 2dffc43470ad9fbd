#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/drawing/style.hpp"

namespace mesh::console {

/// A table of text: columns as wide as their widest cell, numbers to the
/// right. Cells are taken to be safe to print.
class text_table {
public:
  enum class align { left, right };
  struct column {
    std::string_view header;
    align side = align::left;
  };

  explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}
  /// One cell per column.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// All lines, indented by two; columns stand closer when the width asks for it.
  [[nodiscard]] std::string str(const render_style& style) const;

private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

inline constexpr auto to_right = text_table::align::right;

} // namespace mesh::console
