#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "runtime/operators/operator_role.hpp"

namespace mesh {

/// An operator who has signed in. Times are in ms since 1970.
struct operator_session {
  std::string name;
  operator_role role = operator_role::viewer;
  std::string from;             // the address, for the audit log
  std::uint64_t began_ms = 0;   // when the key was touched to sign in
  std::uint64_t touched_ms = 0; // when it was touched last
  std::uint64_t seen_ms = 0;    // when the person did something last
  std::uint64_t ends_ms = 0;    // at the latest
  bool by_login = false;        // of a command line: mesh login
};

/// The sessions of all operators (X3), in memory alone: a process that starts anew asks for the
/// keys again. Of their tokens only digests are known. Any thread.
class session_book {
public:
  static constexpr std::uint64_t longest_ms = 8ULL * 3'600'000; // X3
  static constexpr std::size_t most = 1'000;
  static constexpr std::size_t most_of_one = 16; // the oldest makes room

  /// `life_ms` is at most `longest_ms`; `idle_ms` without a person ends one, too.
  explicit session_book(std::uint64_t life_ms = longest_ms, std::uint64_t idle_ms = 3'600'000);
  /// Before it is used.
  void bound(std::uint64_t life_ms, std::uint64_t idle_ms);

  /// A new one, touched now.
  operator_session begin(const std::string& digest, const std::string& name, operator_role role,
                         const std::string& from, std::uint64_t now_ms);
  /// A session of a command line, for which `approved` was asked: it ends when that one ends,
  /// and its last touch is the one that approved it.
  operator_session begin_login(const std::string& digest, const operator_session& approved,
                               const std::string& from, std::uint64_t now_ms);
  /// The session of this token while it lasts. `present`: the person did something.
  std::optional<operator_session> look(const std::string& digest, bool present,
                                       std::uint64_t now_ms);
  /// The key was touched again.
  void touch(const std::string& digest, std::uint64_t now_ms);
  void end(const std::string& digest);
  /// Everywhere at once; how many there were.
  std::size_t end_all_of(const std::string& name);
  /// Those of one operator that last.
  [[nodiscard]] std::size_t count_of(const std::string& name, std::uint64_t now_ms) const;

private:
  [[nodiscard]] bool is_over(const operator_session& one, std::uint64_t now_ms) const;
  void make_room(const std::string& name, std::uint64_t now_ms);

  std::uint64_t life_ms_;
  std::uint64_t idle_ms_;
  mutable std::mutex mutex_;
  std::map<std::string, operator_session> all_; // by digest
};

} // namespace mesh
