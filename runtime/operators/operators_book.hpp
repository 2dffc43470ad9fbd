#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/person/line_keeper.hpp"
#include "runtime/operators/operator_record.hpp"

namespace mesh {

/// SHA-256 of a secret, in hexadecimal digits: what is kept of tokens.
std::string digest_of(std::string_view secret);

/// The operators of a mesh, their keys and invites (X3). Times are in ms since 1970. A change
/// counts at once; each call that changes something waits for the disk, and says when that did
/// not take it (the error of the store). Any thread.
class operators_book {
public:
  static constexpr std::size_t most_operators = 1'000;
  static constexpr std::size_t most_keys = 8; // of one operator
  static constexpr std::uint64_t invite_life_ms = 24ULL * 3'600'000;

  /// Before it is used; `keeper` outlives its use. Without one nothing outlives the process.
  void keep_with(line_keeper* keeper) { keeper_ = keeper; }
  /// Takes a line that was kept, in the order in which they were. `invalid_argument`.
  tl::expected<void, error> restore(std::string_view line);

  /// Somebody has registered a key at some time: from then on nobody is an operator without
  /// having signed in, even when all are revoked.
  [[nodiscard]] bool anybody() const;
  /// Somebody has registered a key, or is invited to.
  [[nodiscard]] bool expects_anybody(std::uint64_t now_ms) const;

  /// An invite whose token has this digest, in place of an older one: for a new operator, for
  /// another key, or for one who was revoked, whose older keys stay void.
  /// `invalid_argument`: no name, or an operator has another role; `mesh_full`.
  tl::expected<operator_record, error> invite(const std::string& name, operator_role role,
                                              const std::string& digest, std::uint64_t now_ms);
  /// The operator whose invite it is, while it is good. `denied`: it is none, was used, or has
  /// ended.
  [[nodiscard]] tl::expected<operator_record, error> invited(const std::string& digest,
                                                             std::uint64_t now_ms) const;
  /// Uses an invite up: the key is the operator's from here on. As invited(); `already_exists`:
  /// somebody has the key; `mesh_full`: too many keys.
  tl::expected<operator_record, error> enroll(const std::string& digest, security_key key,
                                              std::uint64_t now_ms);

  /// The holder of this key, and the key. `denied`: nobody, or the operator is revoked.
  [[nodiscard]] tl::expected<std::pair<operator_record, security_key>, error>
  holder_of(const std::string& key_id) const;
  /// A key has signed, with this counter. `denied`: nobody's, or the counter went back, which
  /// a copy of the key does; both at 0 say nothing.
  tl::expected<operator_record, error> used(const std::string& key_id, std::uint32_t counter,
                                            std::uint64_t now_ms);
  /// Its keys and its invite are void. `unknown_target`.
  tl::expected<operator_record, error> revoke(const std::string& name, std::uint64_t now_ms);

  [[nodiscard]] std::vector<operator_record> all() const; // by name
  [[nodiscard]] std::optional<operator_record> find(const std::string& name) const;

private:
  tl::expected<operator_record, error> keep(std::unique_lock<std::mutex> held,
                                            const operator_record& what);
  [[nodiscard]] const operator_record* invited_one(const std::string& digest,
                                                   std::uint64_t now_ms) const;
  [[nodiscard]] const operator_record* one_with(const std::string& key_id) const;

  line_keeper* keeper_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::string, operator_record> all_;
};

} // namespace mesh
