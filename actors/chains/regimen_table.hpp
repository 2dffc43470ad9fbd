#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/chains/access_regimen.hpp"

namespace mesh {

/// V5: the regimens that a chain's file may name: the built-in ones, and a user's own. Filled
/// before the mesh starts.
class regimen_table {
public:
  regimen_table();
  /// Replaces the one of that name, if there is one.
  void add(std::shared_ptr<const access_regimen> one);
  /// Null when there is none of that name.
  [[nodiscard]] const access_regimen* find(std::string_view name) const;
  /// For a message to people.
  [[nodiscard]] std::string names() const;

private:
  std::vector<std::shared_ptr<const access_regimen>> all_;
};

} // namespace mesh
