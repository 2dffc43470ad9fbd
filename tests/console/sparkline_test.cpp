#include <limits>
#include <vector>

#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/sparkline.hpp"
#include "tests/support/catch.hpp"

using mesh::console::sparkline;

namespace {

using values = std::vector<double>;
constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinite = std::numeric_limits<double>::infinity();
constexpr auto largest = std::numeric_limits<double>::max();

} // namespace

TEST_CASE("Z4 a sparkline shows the lowest as low and the highest as full", "[sparkline]") {
  CHECK(sparkline(values{0, 1, 2, 3, 4, 5, 6, 7}, 80, true) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline(values{0, 1, 2, 3, 4, 5, 6, 7}, 80, false) == "_.-~=+*#");
  CHECK(sparkline(values{-10, 500, -10}, 80, true) == "▁█▁");
  CHECK(sparkline(values{-largest, largest}, 80, true) == "▁█");
}

TEST_CASE("Z4 a sparkline of more values than columns draws means", "[sparkline]") {
  CHECK(sparkline(values{0, 0, 0, 10, 10, 10}, 2, false) == "_#");
  CHECK(sparkline(values{0, 10, 0, 10, 7, 3, 20, 0}, 2, false) == "_#"); // 5 and 7.5
  values many(1'000, 1.0);
  CHECK(mesh::count_characters(sparkline(many, 77, true)) == 77);
}

TEST_CASE("Z4 a sparkline of nothing, of one height and of gaps", "[sparkline]") {
  CHECK(sparkline({}, 80, true).empty());
  CHECK(sparkline(values{1, 2}, 0, true).empty());
  CHECK(sparkline(values{5, 5, 5}, 80, true) == "▁▁▁");
  CHECK(sparkline(values{1, no_number, 2, infinite, -infinite, 1}, 80, false) == "_ #  _");
  CHECK(sparkline(values{no_number, no_number}, 80, true) == "  ");
}
