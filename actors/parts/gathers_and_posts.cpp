#include "actors/parts/gathers_and_posts.hpp"

namespace mesh {

bool gathers_and_posts::open_with(std::uint8_t slot) const {
  return posts_.any(slot) || gathers_.open_with(slot);
}

void gathers_and_posts::refuse_unsent(std::uint8_t slot, errc why, const std::string& detail,
                                      time_point moment) {
  gathers_.refuse(slot, why, detail, false, moment);
}

void gathers_and_posts::refuse_open(std::uint8_t slot, errc why, const std::string& detail,
                                    time_point moment) {
  posts_.clear(slot);
  gathers_.refuse(slot, why, detail, true, moment);
}

} // namespace mesh
