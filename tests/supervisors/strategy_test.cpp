#include "supervisors/strategy.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

using places = std::vector<std::size_t>;

namespace {

/// A user's own: children are pairs, and a crash that says "poison" is not
/// worth a restart.
struct in_pairs final : supervision_strategy {
  [[nodiscard]] std::string_view name() const override { return "in_pairs"; }
  [[nodiscard]] places affected(std::size_t failed, std::size_t children) const override {
    auto first = failed / 2 * 2;
    return first + 1 < children ? places{first, first + 1} : places{first};
  }
  [[nodiscard]] verdict decide(const child_failure& what) const override {
    return what.detail == "poison" ? verdict::give_up : supervision_strategy::decide(what);
  }
};

} // namespace

TEST_CASE("T3: which children each strategy restarts together", "[supervision]") {
  for (std::size_t children = 1; children <= 12; ++children)
    for (std::size_t failed = 0; failed < children; ++failed) {
      places later;
      places all;
      for (std::size_t i = 0; i < children; ++i) {
        all.push_back(i);
        if (i >= failed)
          later.push_back(i);
      }
      REQUIRE(one_for_one()->affected(failed, children) == places{failed});
      REQUIRE(rest_for_one()->affected(failed, children) == later);
      REQUIRE(one_for_all()->affected(failed, children) == all);
    }
}

TEST_CASE("T3: strategies are found by name and shared", "[supervision]") {
  for (const auto& known : {one_for_one(), rest_for_one(), one_for_all()}) {
    auto found = parse_strategy(known->name());
    REQUIRE(found);
    CHECK(*found == known);
  }
}

TEST_CASE("T3: an unknown strategy is an error that names those there are", "[supervision]") {
  auto found = parse_strategy("two_for_one");
  REQUIRE_FALSE(found);
  CHECK(to_string(found.error())
        == "invalid_argument: no strategy is called \"two_for_one\" (one_for_one, "
           "rest_for_one or one_for_all)");
}

TEST_CASE("T3: a user's own strategy decides for itself", "[supervision]") {
  const in_pairs mine;
  CHECK(mine.affected(3, 5) == places{2, 3});
  CHECK(mine.affected(4, 5) == places{4});
  child_failure what;
  what.detail = "poison";
  CHECK(mine.decide(what) == verdict::give_up);
  what.detail = "bad_alloc";
  CHECK(mine.decide(what) == verdict::restart);
  what.kind = restart_kind::temporary;
  CHECK(mine.decide(what) == verdict::leave);
}
