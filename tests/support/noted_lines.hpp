#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actors/work/person/line_keeper.hpp"

namespace mesh::testing {

/// Keeps lines in memory, or refuses them as a full disk does.
struct noted_lines final : line_keeper {
  std::vector<std::string> kept;
  bool full = false;
  void keep(std::string line,
            std::function<void(const tl::expected<void, error>&)> done) override {
    if (full)
      return done(tl::unexpected(error{errc::io_error, "no space left"}));
    kept.push_back(std::move(line));
    done({});
  }
};

} // namespace mesh::testing
