#pragma once
#include <filesystem>
#include <string>

#include "actors/chains/chain_plan.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// V3: carries out the effects of verified tasks in one folder. Putting the same file in
/// place twice is the same as once, so that an effect whose outcome was lost can be repeated.
class effect_folder {
public:
  /// Empty: there is none, and every effect fails with an error that says so.
  explicit effect_folder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// A reader sees the old file or the new one, never half of either. `key` names the effect
  /// in errors.
  [[nodiscard]] error put(const task_effect& what, const std::string& text,
                          const std::string& key) const;

private:
  std::filesystem::path folder_;
};

} // namespace mesh
