#include "runtime/console/running/json_values.hpp"

#include <cmath>

namespace mesh::console {

double rounded(double value) {
  return std::round(value * 1'000) / 1'000;
}

nlohmann::ordered_json rounded(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(rounded(*value)) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json to_json(const error& what) {
  nlohmann::ordered_json j;
  j["code"] = name_of(what.code);
  j["detail"] = what.detail;
  j["remedy"] = what.remedy;
  return j;
}

} // namespace mesh::console
