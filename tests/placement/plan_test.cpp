#include "runtime/placement/plan.hpp"

#include <cmath>
#include <map>
#include <random>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

using names = std::vector<std::string>;

/// Owners after the moves.
names after(names owners, const std::vector<node_share>& nodes) {
  for (const auto& m : plan_placement(owners, nodes)) {
    REQUIRE(owners[m.sector.sector] == m.from);
    owners[m.sector.sector] = m.to;
  }
  return owners;
}

std::map<std::string, int> count(const names& owners) {
  std::map<std::string, int> all;
  for (const auto& o : owners)
    ++all[o];
  return all;
}

std::size_t moves(const names& owners, const std::vector<node_share>& nodes) {
  return plan_placement(owners, nodes).size();
}

/// By trying all ways to round the shares.
std::size_t fewest_moves(std::size_t sectors, const std::vector<node_share>& nodes,
                         const std::vector<double>& shares, std::map<std::string, int>& had) {
  auto fewest = sectors;
  for (unsigned up = 0; up < 1U << nodes.size(); ++up) {
    int sum = 0;
    int moved = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      auto whole = static_cast<int>(std::floor(shares[i] + 1e-9));
      bool more = ((up >> i) & 1) != 0;
      if (more && shares[i] - whole < 1e-9)
        sum += 1'000; // has nothing to round up
      sum += whole + (more ? 1 : 0);
      moved += std::max(0, whole + (more ? 1 : 0) - had[nodes[i].name]);
    }
    if (sum == static_cast<int>(sectors))
      fewest = std::min(fewest, static_cast<std::size_t>(moved));
  }
  return fewest;
}

std::vector<node_share> equal(std::initializer_list<const char*> all) {
  std::vector<node_share> nodes;
  for (const auto* n : all)
    nodes.push_back({n});
  return nodes;
}

} // namespace

TEST_CASE("T5 sectors are shared out evenly, by capacity", "[placement]") {
  CHECK(count(after(names(100), equal({"a", "b", "c", "d"})))
        == std::map<std::string, int>{{"a", 25}, {"b", 25}, {"c", 25}, {"d", 25}});
  CHECK(count(after(names(10), equal({"c", "a", "b"})))
        == std::map<std::string, int>{{"a", 4}, {"b", 3}, {"c", 3}});
  CHECK(count(after(names(10), {{"a", 4}, {"b", 1}}))
        == std::map<std::string, int>{{"a", 8}, {"b", 2}});
  // 5.45, 3.64, 0.91: the largest remainders are rounded up
  CHECK(count(after(names(10), {{"a", 6}, {"b", 4}, {"c", 1}}))
        == std::map<std::string, int>{{"a", 5}, {"b", 4}, {"c", 1}});
  CHECK(count(after(names(2), equal({"a", "b", "c"})))
        == std::map<std::string, int>{{"a", 1}, {"b", 1}});
}

TEST_CASE("T5 a mesh that is even stays as it is", "[placement]") {
  auto nodes = equal({"a", "b", "c"});
  auto owners = after(names(10), nodes);
  CHECK(moves(owners, nodes) == 0);
  CHECK(moves({"c", "b", "c", "c", "c", "b", "a", "a", "a", "b"}, nodes) == 0);
}

TEST_CASE("R2 of a node that is lost its sectors move and no others", "[placement]") {
  auto owners = after(names(100), equal({"a", "b", "c", "d"}));
  auto plan = plan_placement(owners, equal({"a", "b", "d"}));
  CHECK(plan.size() == 25);
  for (const auto& m : plan)
    CHECK(m.from == "c");
  CHECK(count(after(owners, equal({"a", "b", "d"})))["a"] >= 33);
}

TEST_CASE("T5 a node that joins gets its share and nothing else moves", "[placement]") {
  auto owners = after(names(100), equal({"a", "b", "c"}));
  auto plan = plan_placement(owners, equal({"a", "b", "c", "d"}));
  CHECK(plan.size() == 25);
  for (const auto& m : plan)
    CHECK(m.to == "d");
}

TEST_CASE("T5 what a node gives away goes to others, and stays when there is none",
          "[placement]") {
  names owners{"a", "a", "b", "b"};
  std::vector<node_share> nodes{{"a", 1, share_kind::gives}, {"b"}};
  CHECK(after(owners, nodes) == names{"b", "b", "b", "b"});
  nodes[1].kind = share_kind::gives;
  CHECK(moves(owners, nodes) == 0);
  nodes.pop_back(); // b is gone altogether
  CHECK(after(owners, nodes) == names{"a", "a", "", ""});
}

TEST_CASE("R2 without a node no sector has a place", "[placement]") {
  CHECK(after({"a", "", "b"}, {}) == names{"", "", ""});
  CHECK(plan_placement({}, equal({"a"})).empty());
}

TEST_CASE("R2 a node that is not heard of keeps what it has and gets nothing", "[placement]") {
  std::vector<node_share> nodes{{"a", 1, share_kind::keeps}, {"b"}, {"c"}};
  CHECK(after({"a", "a", "a", "", "", "", ""}, nodes)
        == names{"a", "a", "a", "b", "c", "b", "c"});
  nodes.erase(nodes.begin() + 1, nodes.end());
  CHECK(after({"a", "", "b"}, nodes) == names{"a", "", ""});
}

TEST_CASE("T5 a capacity that cannot be is none", "[placement]") {
  for (double bad : {0.0, -1.0, std::nan("")})
    CHECK(after({"a", ""}, {{"a", bad}, {"b"}}) == names{"b", "b"});
  auto huge = count(after(names(10), {{"a", 1e308}, {"b", 1e308}}));
  CHECK(huge["a"] == 5);
}

TEST_CASE("T5 for any mesh shares are even, moves few and the plan is always the same",
          "[placement]") {
  for (auto seed : mesh::testing::seeds_to_run(2'000)) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<node_share> nodes;
    double capacity = 0;
    for (std::size_t i = 0, n = 1 + random() % 8; i < n; ++i) {
      nodes.push_back(
          {std::string(1, static_cast<char>('a' + i)), static_cast<double>(1 + random() % 5)});
      capacity += nodes.back().capacity;
    }
    names owners(1 + random() % 100);
    for (auto& o : owners)
      o = std::string(1, static_cast<char>('a' + random() % 10)); // some are not there
    auto had = count(owners);
    auto has = count(after(owners, nodes));
    std::vector<double> shares;
    for (const auto& n : nodes) {
      shares.push_back(static_cast<double>(owners.size()) * n.capacity / capacity);
      CHECK(std::abs(has[n.name] - shares.back()) < 1);
    }
    CHECK(moves(owners, nodes) == fewest_moves(owners.size(), nodes, shares, had));
    CHECK(moves(after(owners, nodes), nodes) == 0);
    auto mixed = nodes;
    std::shuffle(mixed.begin(), mixed.end(), random);
    CHECK(plan_placement(owners, mixed) == plan_placement(owners, nodes));
  }
}

TEST_CASE("T1 where a cluster that is detached from its sector is to be", "[placement]") {
  using enum share_kind;
  auto where = [](share_kind wanted, share_kind owner, share_kind sector) {
    return place_of_cluster(
        "wanted", "owner", "sector",
        {{"wanted", 1, wanted}, {"owner", 1, owner}, {"sector", 1, sector}});
  };
  CHECK(where(takes, takes, takes) == "wanted");
  CHECK(where(keeps, takes, takes) == "sector");
  CHECK(where(gives, keeps, takes) == "owner"); // it may come back
  CHECK(where(gives, gives, takes) == "sector");
  CHECK(where(gives, gives, gives) == "owner"); // nobody else has room
  CHECK(place_of_cluster("wanted", "wanted", "sector",
                         {{"wanted", 1, keeps}, {"sector", 1, takes}})
        == "wanted");
  CHECK(place_of_cluster("wanted", "", "", {}).empty());
}
