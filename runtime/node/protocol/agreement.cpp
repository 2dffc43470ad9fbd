#include "runtime/node/protocol/agreement.hpp"

#include <nlohmann/json.hpp>

#include "config/dump.hpp"

namespace mesh::node {

namespace {

using json = nlohmann::json;
constexpr std::size_t named = 3; // differences; with one there are often more

/// By JSON pointer. Of nothing the library makes an entry without a name.
json flat(const json& all) {
  return all.empty() ? json::object() : all.flatten();
}

} // namespace

std::string common_config(const config& cfg) {
  auto all = json::parse(to_json(cfg).dump());
  for (auto own : {"$schema", "runtime", "storage", "transport", "node", "links", "placement",
                   "control", "operators", "talk"})
    all.erase(own);
  // Agents from outside come in at one host; their capabilities are known at all.
  auto& gateway = all["gateway"];
  gateway = json{{"capabilities", gateway["capabilities"]}};
  return all.dump();
}

std::string disagreement(const std::string& ours, const std::string& theirs) {
  auto mine = json::parse(ours, nullptr, false);
  auto other = json::parse(theirs, nullptr, false);
  if (mine.is_discarded() || other.is_discarded() || !other.is_object())
    return mine == other ? "" : "it is not a JSON object";
  mine = flat(mine);
  other = flat(other);
  std::vector<std::string> differs;
  for (const auto& [pointer, value] : mine.items())
    if (!other.contains(pointer))
      differs.push_back(pointer + " is missing");
    else if (other[pointer] != value)
      differs.push_back(pointer + " is " + other[pointer].dump() + " there and " + value.dump()
                        + " here");
  for (const auto& [pointer, value] : other.items())
    if (!mine.contains(pointer))
      differs.push_back(pointer + " is not known here");
  std::string text;
  for (std::size_t i = 0; i < differs.size() && i < named; ++i)
    text += (i == 0 ? "" : "; ") + differs[i];
  if (differs.size() > named)
    text += "; and " + std::to_string(differs.size() - named) + " more";
  return text;
}

} // namespace mesh::node
