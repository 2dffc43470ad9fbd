#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "messages/errors.hpp"

/// Values as the JSON that docs/reference/results.md describes.
namespace mesh::console {

using json = nlohmann::ordered_json;

/// Three decimals: what is finer was not measured.
double rounded(double value);
/// Null when there is none.
nlohmann::ordered_json rounded(const std::optional<double>& value);
nlohmann::ordered_json to_json(const error& what);

} // namespace mesh::console
