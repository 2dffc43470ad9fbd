#pragma once
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

/// What `./dev test --seed N --sim-seeds N` asks of simulations. Without it a
/// run is the same each time.
namespace mesh::testing {

/// The whole number in an environment variable, or `otherwise`.
inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (!text)
    return otherwise;
  std::string_view digits = text;
  std::uint64_t value = otherwise;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? value : otherwise;
}

/// The first seed of a simulation.
inline std::uint64_t first_seed() {
  return number_from_environment("MESH_TEST_SEED", 1);
}

/// How many seeds a simulation runs with: first_seed() and those after it.
inline std::uint64_t seed_count(std::uint64_t otherwise) {
  return number_from_environment("MESH_TEST_SIM_SEEDS", otherwise);
}

/// Those seeds, and one more where MESH_TEST_NEW_SEED names it: continuous
/// integration runs one that nobody has run before.
inline std::vector<std::uint64_t> seeds_to_run(std::uint64_t otherwise) {
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t i = 0; i < seed_count(otherwise); ++i)
    seeds.push_back(first_seed() + i);
  if (std::getenv("MESH_TEST_NEW_SEED") != nullptr)
    seeds.push_back(number_from_environment("MESH_TEST_NEW_SEED", first_seed()));
  return seeds;
}

} // namespace mesh::testing
