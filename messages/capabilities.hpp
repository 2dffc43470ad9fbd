#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"

namespace mesh {

/// The capabilities of an agent, a set of at most 64 named capabilities.
class capability_set {
public:
  static constexpr int max_size = 64;
  [[nodiscard]] bool includes(capability_set wanted) const {
    return (bits_ & wanted.bits_) == wanted.bits_;
  }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  void add(int index) { bits_ |= std::uint64_t{1} << index; }
  void remove(int index) { bits_ &= ~(std::uint64_t{1} << index); }
  [[nodiscard]] bool has(int index) const { return (bits_ >> index) & 1; }
  /// As one number, for the wire: bit n is index n.
  [[nodiscard]] std::uint64_t bits() const { return bits_; }
  [[nodiscard]] static capability_set of_bits(std::uint64_t bits) {
    capability_set set;
    set.bits_ = bits;
    return set;
  }
  bool operator==(const capability_set&) const = default;

private:
  std::uint64_t bits_ = 0;
};

/// The capabilities known to one mesh. Fixed when the mesh starts, and read
/// by everyone after.
class capability_catalogue {
public:
  /// Registers a name (letters, digits, `.`, `_`, `-`; at most 64 characters)
  /// and returns its index. `errc::invalid_argument` for a bad name or for a
  /// 65th one.
  tl::expected<int, error> add(std::string_view name);
  /// The set of all named; `errc::no_capable_agent` names the unknown one.
  [[nodiscard]] tl::expected<capability_set, error>
  resolve(const std::vector<std::string>& names) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::vector<std::string> names_in(capability_set set) const;

private:
  [[nodiscard]] int index_of(std::string_view name) const;
  std::vector<std::string> names_;
};

} // namespace mesh
