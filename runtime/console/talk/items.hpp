#pragma once
#include <string>
#include <vector>

#include "runtime/console/talk/understand.hpp"

namespace mesh::console::talk {

/// A phrase of a sentence with its meaning, and with what it names.
struct item {
  item_kind kind = item_kind::unknown;
  std::string name;  // as in `meaning`; the text, capability, host or unknown word
  double value = 0;  // a number, a time in ms
  scope where;       // a place
  std::string wrong; // it cannot be: why
};

/// The words as items, in their order: ids, "sector 7", "agent 12 of cluster 4 in sector 7",
/// times, and the phrases of the language, the longest first.
std::vector<item> items_of(const std::vector<word>& words, const language& in,
                           const known_names& names);

} // namespace mesh::console::talk
