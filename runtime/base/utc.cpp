#include "runtime/base/utc.hpp"

#include <array>
#include <ctime>

namespace mesh {

std::string utc(std::uint64_t at_ms) {
  auto seconds = static_cast<std::time_t>(at_ms / 1'000);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr)
    return std::to_string(at_ms) + " ms";
  std::array<char, 32> text{};
  auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  auto fraction = std::to_string(1'000 + at_ms % 1'000).substr(1);
  return std::string(text.data(), length) + "." + fraction + "Z";
}

} // namespace mesh
