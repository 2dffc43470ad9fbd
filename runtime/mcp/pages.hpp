#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/mcp/message.hpp"

namespace mesh::mcp {

inline constexpr std::size_t usual_page = 50;
inline constexpr int largest_page = 200;
/// The furthest row that a cursor can lead to.
inline constexpr std::size_t furthest_row = 1'000'000;

/// The part of a list that a client sees: rows from `first` on.
struct page {
  std::size_t first = 0;
  std::size_t size = usual_page;
  /// The rows that a command has to give for it.
  [[nodiscard]] int rows() const { return static_cast<int>(first + size); }
};

/// A cursor is for the same question only: `question` is what was asked, without the cursor.
std::string cursor_at(std::size_t first, std::string_view question);
/// `invalid_argument` when it is none, or of another question.
tl::expected<std::size_t, error> read_cursor(std::string_view cursor,
                                             std::string_view question);

/// Leaves these rows in a result that lists: `shown`, `of`, `first_row`, and `next_cursor` when
/// there are more.
void cut(json& result, const page& wanted, std::string_view question);

} // namespace mesh::mcp
