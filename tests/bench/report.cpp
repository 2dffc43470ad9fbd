#include "tests/bench/report.hpp"

#include <cmath>
#include <iostream>

namespace mesh::bench {

double rounded(double value) {
  if (value == 0 || !std::isfinite(value))
    return 0;
  auto unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 3);
  return unit < 1 ? std::round(value / unit) / std::round(1 / unit) : std::round(value);
}

void print(const json_line& line) {
  auto shown = line;
  for (auto& field : shown)
    if (field.is_number_float())
      field = rounded(field.get<double>());
  std::cout << shown.dump() << std::endl;
}

void progress(const std::string& what) {
  std::cerr << "bench: " << what << std::endl;
}

} // namespace mesh::bench
