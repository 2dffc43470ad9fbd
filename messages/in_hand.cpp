#include "messages/in_hand.hpp"

#include <array>

namespace mesh {

std::string_view to_string(usual_from from) {
  constexpr std::array<std::string_view, 5> names{"nothing", "its class", "few measurements",
                                                  "what it declared", "its history"};
  return names[static_cast<std::size_t>(from)];
}

} // namespace mesh
