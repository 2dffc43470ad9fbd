#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace mesh {

/// The context that agents start with. All have the same; by its
/// hash one can tell who has not (Z2, F4). Never changed once made.
struct loaded_context {
  std::string text;
  std::uint64_t hash = 0; // never 0: that is "not known"
};
using shared_context = std::shared_ptr<const loaded_context>;

shared_context make_context(std::string text);

} // namespace mesh
