#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "actors/chains/chain_plan.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// V3: the folder in which effects put files and run commands. Putting the same file in place
/// twice is the same as once, so that an effect whose outcome was lost can be repeated.
class effect_folder {
public:
  static constexpr std::size_t largest_file = std::size_t{1} << 30;

  /// Empty: there is none, and every effect fails with an error that says so.
  explicit effect_folder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] bool is_there() const { return !folder_.empty(); }
  /// Made if need be; its path without links.
  [[nodiscard]] tl::expected<std::filesystem::path, error> make() const;
  /// A reader sees the old file or the new one, never half of either. `invalid_argument` when
  /// the file would come to lie outside of the folder, `hash_mismatch` when the file it is
  /// taken from is another one than was verified.
  [[nodiscard]] tl::expected<void, error> put(const task_effect& what) const;

private:
  [[nodiscard]] tl::expected<std::filesystem::path, error>
  place_of(const std::string& below) const;
  [[nodiscard]] tl::expected<std::string, error> content_of(const task_effect& what) const;

  std::filesystem::path folder_;
};

} // namespace mesh
