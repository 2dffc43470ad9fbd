#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/person/line_keeper.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// Something that an operator did, or was refused (X3).
struct audit_entry {
  std::uint64_t number = 0; // from 1 on
  std::uint64_t at_ms = 0;  // since 1970
  std::string what;         // `command`, `sign-in`, `sign-out`, `key`, `refused`
  std::string who;          // an operator's name; `console`: at the mesh itself; empty: unknown
  std::string from;         // an address; empty: this process
  std::string text;         // the command as it was written, or in a sentence
  int exit_code = 0;        // of the command; 5: denied
  bool operator==(const audit_entry&) const = default;
};
/// A line of `audit.log`.
std::string encode_audit(const audit_entry& what);
/// `invalid_argument` says what is wrong with the line.
tl::expected<audit_entry, error> decode_audit(std::string_view line);

/// All of that in order; lines are only added. The newest are in memory. Any thread; no call
/// waits.
class audit_log {
public:
  static constexpr std::size_t most_in_memory = 1'000;
  static constexpr std::size_t longest_text = 1'000; // bytes of a command that are noted

  /// Before it is used; `keeper` outlives its use. Without one nothing outlives the process.
  void keep_with(line_keeper* keeper) { keeper_ = keeper; }
  /// Takes a line that was kept, in the order in which they were. `invalid_argument`.
  tl::expected<void, error> restore(std::string_view line);

  void note(audit_entry what);
  /// The newest of one operator, or of all (empty), the oldest first.
  [[nodiscard]] std::vector<audit_entry> last(std::size_t most, const std::string& who) const;
  /// The number of all that were ever noted.
  [[nodiscard]] std::uint64_t count() const;

private:
  void add(audit_entry what);
  line_keeper* keeper_ = nullptr;
  mutable std::mutex mutex_;
  std::deque<audit_entry> newest_;
  std::uint64_t count_ = 0;
};

} // namespace mesh
