#include "actors/work/http/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

namespace mesh {

std::optional<duration> read_retry_after(std::string_view value, std::int64_t now_s) {
  constexpr double ms = 1'000;
  std::uint64_t seconds = 0;
  const auto* last = value.data() + value.size();
  const auto [end, wrong] = std::from_chars(value.data(), last, seconds);
  if (!value.empty() && end == last) {
    if (wrong == std::errc::result_out_of_range)
      return longest_span;
    if (wrong == std::errc())
      return from_ms(ms * static_cast<double>(seconds));
  }
  const std::string text(value);
  std::tm moment{};
  const auto* rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &moment);
  if (rest == nullptr || *rest != '\0')
    return std::nullopt;
  const auto at_s = static_cast<std::int64_t>(::timegm(&moment));
  return from_ms(ms * static_cast<double>(std::max<std::int64_t>(0, at_s - now_s)));
}

} // namespace mesh
