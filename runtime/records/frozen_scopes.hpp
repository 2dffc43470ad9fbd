#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/freeze.hpp"

namespace mesh::storage {

/// Which scopes of a mesh are frozen, and what is preserved of them until they
/// are thawed: each in a file of its own (`s07.c04.frozen`), so that it
/// survives the process (O6). No two of them overlap, but for what a crash
/// leaves behind; that is thawed together.
class frozen_scopes {
public:
  /// Without a folder everything is kept in memory only.
  frozen_scopes(std::filesystem::path folder, const topology_config& size);

  /// Makes the folder, and reads what an earlier process left there; what it was
  /// still writing when it was killed was never promised, and is removed. Whoever
  /// waited for it is gone with that process: its messages belong to no gather.
  /// Errors as read_frozen; the files stay as they are.
  tl::expected<void, error> load();

  [[nodiscard]] std::vector<scope> list() const;
  /// The same with all that is known of each but its agents.
  [[nodiscard]] std::vector<frozen_state> outlines() const;
  /// The frozen scope in which this one lies; null when there is none.
  [[nodiscard]] const scope* covering(const scope& where) const;
  /// When the newest was frozen, in milliseconds since 1970; 0: nothing is.
  [[nodiscard]] std::uint64_t newest_ms() const;
  /// Where this scope is preserved, or will be; empty: in memory only.
  [[nodiscard]] std::string file_for(const scope& where) const;

  /// Keeps a state, with what is kept already of the same agents; frozen scopes
  /// that lie in it become part of it. When it cannot be written the error says
  /// so, older files stay, and it is kept in memory.
  tl::expected<void, error> keep(frozen_state state);

  /// Writes again what the disk did not take, and what is not there any more, as soon
  /// as that can be done. Gives the scopes that were written.
  tl::expected<std::vector<scope>, error> write_missing();
  /// The number of them that are kept in memory only, with a folder.
  [[nodiscard]] std::size_t unwritten() const;

  /// The state kept of all frozen scopes in this one.
  [[nodiscard]] frozen_state preserved(const scope& where) const;

  /// These scopes were thawed, but for the agents that `counts` names as not
  /// going on: what is kept of those stays, and the rest is removed.
  tl::expected<void, error> release(const scope& where, const gather_summary& counts);

private:
  struct entry {
    frozen_state state;
    std::filesystem::path file; // empty: never written
    bool unwritten = false;     // the disk did not take the newest state
  };
  [[nodiscard]] std::filesystem::path path_of(const scope& where) const;
  tl::expected<void, error> write(entry& what) const;
  tl::expected<void, error> drop_within(const scope& where);
  tl::expected<void, error> remove(const entry& what) const;

  std::filesystem::path folder_;
  topology_config size_;
  std::vector<entry> entries_;
};

} // namespace mesh::storage
