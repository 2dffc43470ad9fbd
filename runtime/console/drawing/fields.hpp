#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading results without trust: a field that is missing, null or of another
/// type is simply not there.
namespace mesh::console {

using json = nlohmann::ordered_json;

std::optional<double> number_in(const json& object, const char* key);
std::optional<bool> flag_in(const json& object, const char* key);
/// Safe to print (see `printable`); numbers and true/false as they are written.
std::optional<std::string> text_in(const json& object, const char* key);
std::string text_or(const json& object, const char* key, const char* otherwise);
/// The member, or an empty object.
const json& object_in(const json& object, const char* key);
/// The member, or an empty list.
const json& list_in(const json& object, const char* key);
/// The texts of a list, safe to print.
std::vector<std::string> texts_in(const json& object, const char* key);
bool has(const json& object, const char* key);

} // namespace mesh::console
