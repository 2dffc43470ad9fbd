#include "runtime/placement/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace mesh {

namespace {

/// Differences below this are rounding errors of shares.
constexpr double nothing = 1e-9;
constexpr double most_capacity = 1e9;

struct taker {
  const node_share* node;
  std::vector<std::size_t> sectors = {}; // what it has
  std::size_t quota = 0;
  double remainder = 0;
  [[nodiscard]] bool saves_a_move() const { return sectors.size() > quota; }
};

bool can_take(const node_share& n) {
  return n.kind == share_kind::takes && n.capacity > 0; // not a number: no
}

/// Rounds shares up or down so that they make up `sectors`.
void set_quotas(std::vector<taker>& takers, std::size_t sectors) {
  double capacity = 0;
  for (const auto& t : takers)
    capacity += std::min(t.node->capacity, most_capacity);
  auto left = sectors;
  for (auto& t : takers) {
    auto share =
        static_cast<double>(sectors) * std::min(t.node->capacity, most_capacity) / capacity;
    auto whole = std::floor(share + nothing);
    t.quota = std::min(static_cast<std::size_t>(whole), left);
    t.remainder = share - whole;
    left -= t.quota;
  }
  std::vector<taker*> order;
  for (auto& t : takers)
    order.push_back(&t);
  // A node that has a whole share has no part in what is left over.
  auto key = [](const taker* t) {
    return std::tuple(t->remainder > nothing, t->saves_a_move(), t->remainder);
  };
  std::ranges::stable_sort(order, [&](auto* a, auto* b) { return key(a) > key(b); });
  for (std::size_t i = 0; left > 0; ++i, --left)
    ++order[i % order.size()]->quota;
}

/// The one that lacks most, of those the first by name.
taker& neediest(std::vector<taker>& takers) {
  auto lacks = [](const taker& t) {
    return static_cast<std::ptrdiff_t>(t.quota) - static_cast<std::ptrdiff_t>(t.sectors.size());
  };
  return *std::ranges::max_element(takers, {}, lacks);
}

/// Shares out the homeless, and what is beyond the quotas.
void find_homes(std::vector<taker>& takers, std::vector<std::size_t> homeless,
                std::vector<std::string>& owners) {
  for (auto& t : takers)
    for (; t.sectors.size() > t.quota; t.sectors.pop_back())
      homeless.push_back(t.sectors.back());
  std::ranges::sort(homeless);
  for (auto i : homeless) {
    auto& next = neediest(takers);
    next.sectors.push_back(i);
    owners[i] = next.node->name;
  }
}

share_kind effective_kind(const node_share& n) {
  return can_take(n) || n.kind == share_kind::keeps ? n.kind : share_kind::gives;
}

} // namespace

std::vector<placement_move> plan_placement(const std::vector<std::string>& owners,
                                           std::vector<node_share> nodes) {
  std::ranges::sort(nodes, {}, &node_share::name);
  std::vector<taker> takers;
  std::map<std::string, std::size_t> taker_of;
  std::map<std::string, share_kind> kinds;
  for (const auto& n : nodes) {
    if (!kinds.emplace(n.name, effective_kind(n)).second)
      continue;
    if (can_take(n)) {
      taker_of[n.name] = takers.size();
      takers.push_back({&n});
    }
  }
  std::vector<std::size_t> homeless;
  std::size_t to_share = 0;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    auto kind = kinds.find(owners[i]);
    if (kind != kinds.end() && kind->second == share_kind::keeps)
      continue;
    ++to_share;
    if (kind != kinds.end() && kind->second == share_kind::takes)
      takers[taker_of[owners[i]]].sectors.push_back(i);
    else if (kind == kinds.end() || !takers.empty())
      homeless.push_back(i);
  }
  std::vector<std::string> to = owners;
  if (takers.empty()) {
    for (auto i : homeless)
      to[i].clear();
  } else {
    set_quotas(takers, to_share);
    find_homes(takers, std::move(homeless), to);
  }
  std::vector<placement_move> moves;
  for (std::size_t i = 0; i < owners.size(); ++i)
    if (to[i] != owners[i])
      moves.push_back({sector_id{static_cast<std::uint8_t>(i)}, owners[i], to[i]});
  return moves;
}

std::string place_of_cluster(const std::string& wanted, const std::string& owner,
                             const std::string& sector_owner,
                             const std::vector<node_share>& nodes) {
  auto kind_of = [&](const std::string& name) {
    auto found = std::ranges::find(nodes, name, &node_share::name);
    return found == nodes.end() ? share_kind::gives : found->kind;
  };
  if (kind_of(wanted) == share_kind::takes)
    return wanted;
  if (kind_of(owner) == share_kind::keeps)
    return owner;
  if (kind_of(sector_owner) == share_kind::takes)
    return sector_owner;
  return owner;
}

} // namespace mesh
