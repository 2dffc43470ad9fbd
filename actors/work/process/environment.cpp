#include "actors/work/process/environment.hpp"

#include <array>
#include <cstdlib>
#include <map>

namespace mesh {

namespace {

constexpr std::array usual{"PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL"};
constexpr auto default_path = "/usr/local/bin:/usr/bin:/bin";

} // namespace

std::optional<std::string> variable_here(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool is_variable(std::string_view wanted) {
  return !wanted.empty() && wanted.front() != '=' && wanted.find('\0') == wanted.npos;
}

std::vector<std::string> program_environment(const std::vector<std::string>& wanted,
                                             const variable_lookup& here) {
  std::map<std::string, std::string> values{{"PATH", default_path}};
  auto pass_on = [&](const std::string& name) {
    if (auto value = here(name))
      values[name] = std::move(*value);
  };
  for (const auto* name : usual)
    pass_on(name);
  for (const auto& one : wanted)
    if (auto at = one.find('='); at == one.npos)
      pass_on(one);
    else
      values[one.substr(0, at)] = one.substr(at + 1);
  std::vector<std::string> all;
  for (const auto& [name, value] : values) {
    all.push_back(name);
    all.back().append("=").append(value);
  }
  return all;
}

} // namespace mesh
