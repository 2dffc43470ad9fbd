#include "words.hpp"

namespace words {

std::map<std::string, int> count(const std::vector<std::string>& words) {
  std::map<std::string, int> times;
  for (const auto& word : words)
    times[word] += 1;
  return times;
}

} // namespace words
