#include "messages/errors.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("every error has a name of its own that reads back", "[errors]") {
  constexpr auto last = static_cast<int>(last_errc);
  std::set<std::string_view> names;
  for (int i = 0; i <= last; ++i) {
    auto code = static_cast<errc>(i);
    auto name = name_of(code);
    INFO(i << " " << name);
    CHECK(name != "unnamed");
    CHECK(errc_of(name) == code);
    CHECK(names.insert(name).second);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
  }
  CHECK(name_of(static_cast<errc>(last + 1)) == "unnamed"); // else this test forgets one
}

TEST_CASE("a name that no error has reads as none", "[errors]") {
  for (const auto* name : {"", "unnamed", "Expired", "expired ", "agent_dow"})
    CHECK(errc_of(name) == errc::none);
}

TEST_CASE("an error reads as name, detail and remedy", "[errors]") {
  CHECK(to_string(error{errc::timeout, ""}) == "timeout");
  CHECK(to_string(error{errc::timeout, "late"}) == "timeout: late");
  CHECK(to_string(error{errc::timeout, "late", "wait"}) == "timeout: late (wait)");
  CHECK(to_string(error{errc::timeout, "", "wait"}) == "timeout (wait)");
}
