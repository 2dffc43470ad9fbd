#include "messages/vocabulary.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace mesh {

namespace {

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x))
           == std::tolower(static_cast<unsigned char>(y));
  });
}

} // namespace

std::string_view to_string(trinary state) {
  switch (state) {
  case trinary::conflict:
    return "-1";
  case trinary::transit:
    return "0";
  case trinary::ready:
    break;
  }
  return "+1";
}

std::string_view to_string(agent_class c) {
  constexpr std::array<std::string_view, 6> names{"A_EDGE", "B_SERVERLESS", "C_PERSISTENT",
                                                  "D_GPU",  "E_LOCAL",      "F_HUMAN"};
  return names[static_cast<std::size_t>(c)];
}

std::optional<agent_class> parse_class(std::string_view text) {
  for (auto c : all_classes)
    if (same(text, to_string(c)) || same(text, to_string(c).substr(0, 1)))
      return c;
  return std::nullopt;
}

std::string_view to_string(agent_state state) {
  constexpr std::array<std::string_view, 5> names{"active", "degraded", "offline",
                                                  "quarantined", "suspect"};
  return names[static_cast<std::size_t>(state)];
}

std::optional<agent_state> parse_state(std::string_view text) {
  for (auto state : {agent_state::active, agent_state::degraded, agent_state::offline,
                     agent_state::quarantined, agent_state::suspect})
    if (same(text, to_string(state)))
      return state;
  return std::nullopt;
}

} // namespace mesh
