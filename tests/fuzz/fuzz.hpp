#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What libFuzzer calls with each input; replay.cpp calls it with files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace mesh::testing {

/// Ends the process, and so shows the fuzzer that this input was a find.
inline void must_hold(bool is_so, const char* what) {
  if (is_so)
    return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

} // namespace mesh::testing
