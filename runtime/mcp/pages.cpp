#include "runtime/mcp/pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

namespace mesh::mcp {

namespace {

/// FNV-1a.
std::uint64_t digest(std::string_view text) {
  constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char c : text)
    sum = (sum ^ static_cast<unsigned char>(c)) * prime;
  return sum;
}

} // namespace

std::string cursor_at(std::size_t first, std::string_view question) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%zu-%016llx", first,
                static_cast<unsigned long long>(digest(question)));
  return text.data();
}

tl::expected<std::size_t, error> read_cursor(std::string_view cursor,
                                             std::string_view question) {
  std::size_t first = 0;
  const auto read = std::from_chars(cursor.data(), cursor.data() + cursor.size(), first);
  if (read.ec != std::errc{} || first > furthest_row || cursor != cursor_at(first, question))
    return tl::unexpected(error{errc::invalid_argument,
                                "the argument cursor is not of this question",
                                "pass next_cursor of the answer before, and the same other "
                                "arguments; or leave it out"});
  return first;
}

void cut(json& result, const page& wanted, std::string_view question) {
  const auto found = result.find("rows");
  if (found == result.end() || !found->is_array())
    return;
  auto& rows = *found;
  const auto given = rows.size();
  const auto of = std::max<std::size_t>(result.value("of", given), given);
  const auto begin = std::min(wanted.first, given);
  const auto end = std::min(begin + wanted.size, given);
  json kept = json::array();
  for (auto i = begin; i < end; ++i)
    kept.push_back(std::move(rows[i]));
  rows = std::move(kept);
  result["shown"] = end - begin;
  result["of"] = of;
  if (wanted.first > 0)
    result["first_row"] = wanted.first;
  if (end > begin && end < of)
    result["next_cursor"] = cursor_at(end, question);
}

} // namespace mesh::mcp
