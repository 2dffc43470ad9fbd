#include "messages/capabilities.hpp"

#include <algorithm>
#include <cctype>

namespace mesh {

int capability_catalogue::index_of(std::string_view name) const {
  auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? -1 : static_cast<int>(found - names_.begin());
}

tl::expected<int, error> capability_catalogue::add(std::string_view name) {
  constexpr std::size_t max_length = 64;
  auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  };
  if (name.empty() || name.size() > max_length
      || !std::all_of(name.begin(), name.end(), allowed))
    return tl::unexpected(error{errc::invalid_argument,
                                "\"" + std::string(name) + "\" cannot name a capability",
                                "use 1 to 64 letters, digits, '.', '_' or '-'"});
  if (auto index = index_of(name); index >= 0)
    return index;
  if (names_.size() == capability_set::max_size)
    return tl::unexpected(error{errc::invalid_argument, "a mesh has at most 64 capabilities; \""
                                                            + std::string(name)
                                                            + "\" would be one more"});
  names_.emplace_back(name);
  return static_cast<int>(names_.size()) - 1;
}

tl::expected<capability_set, error>
capability_catalogue::resolve(const std::vector<std::string>& names) const {
  capability_set set;
  for (const auto& name : names) {
    auto index = index_of(name);
    if (index < 0)
      return tl::unexpected(
          error{errc::no_capable_agent, "no agent has the capability \"" + name + "\""});
    set.add(index);
  }
  return set;
}

std::vector<std::string> capability_catalogue::names_in(capability_set set) const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (set.has(static_cast<int>(i)))
      result.push_back(names_[i]);
  return result;
}

} // namespace mesh
