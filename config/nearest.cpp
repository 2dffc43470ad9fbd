#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace mesh {

namespace {

constexpr std::size_t longest_compared = 64; // nothing we know is longer

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a))
         == std::tolower(static_cast<unsigned char>(b));
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::is_permutation(a.begin(), a.end(), b.begin(), b.end(), same_letter);
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the matrix: the one being filled and the two above it.
  std::vector<std::size_t> above2(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    above2.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto replaced = above[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], above2[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > longest_compared)
    return {};
  for (auto candidate : candidates)
    if (word.size() > 2 && candidate.starts_with(word)) // typed only the beginning
      return std::string(candidate);
  std::string_view best;
  auto best_distance = std::max<std::size_t>(1, (word.size() + 2) / 3) + 1;
  for (auto candidate : candidates) {
    if (candidate.size() > longest_compared)
      continue;
    auto distance = edit_distance(word, candidate);
    // Most of the letters must stay, or every short word is near every other.
    // Of two as near, the one with the same letters: `hepl` is help, not heal.
    auto as_near = distance == best_distance && same_letters(word, candidate);
    if ((distance < best_distance || as_near)
        && distance * 2 <= std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return std::string(best);
}

} // namespace mesh
