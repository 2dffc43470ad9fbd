// Takes memory until there is none, and then fails without a word.
#include <cstddef>
#include <cstdlib>
#include <cstring>

int main() {
  constexpr std::size_t step_bytes = 1 << 20;
  constexpr std::size_t enough = 4096; // steps: without a limit this ends, too
  for (std::size_t i = 0; i < enough; ++i) {
    void* taken = std::malloc(step_bytes);
    if (taken == nullptr)
      return 1;
    std::memset(taken, 1, step_bytes);
  }
  return 0;
}
