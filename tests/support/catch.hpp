#pragma once
// The one place that knows which Catch2 this is: version 2 or 3. Tests are written for 3.
#if __has_include(<catch2/catch_all.hpp>)
#  include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#  include <catch2/catch.hpp>

namespace Catch::Matchers {
/// The name of version 3.
inline auto ContainsSubstring(const std::string& text) {
  return Contains(text);
}
} // namespace Catch::Matchers
#endif
