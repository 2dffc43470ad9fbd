#pragma once
#include <span>
#include <string>
#include <string_view>

namespace mesh::tidy {

/// A folder of the product, and what its files may know.
struct floor {
  std::string_view folder; // with '/' at its end
  bool pure = false;       // decisions: no actors, no store, no sockets, no clock
  /// Floors below that it may not include all the same.
  std::string_view except = {};
};

/// From the lowest up. A folder may include itself and the folders before it, so no two
/// folders include each other. Each folder of the product stands here.
std::span<const floor> floors();

/// The place of the folder of `path` in floors(); -1 for tests, examples and the like, and
/// for folders of the product that nobody has named.
int floor_of(std::string_view path);

/// Whether the path lies in a folder of the product.
bool is_product(std::string_view path);

/// The folder of a path, with '/' at its end.
std::string folder_of(std::string_view path);

} // namespace mesh::tidy
