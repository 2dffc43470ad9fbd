#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Completions of what is typed. Pure: the grammar's table and what the mesh has.
namespace mesh::console {

/// The names that the mesh has.
struct completion_context {
  int sectors = 0;
  int clusters_per_sector = 0;
  int agents_per_cluster = 0;
  std::vector<std::string> capabilities;
  std::vector<std::string> metrics;
};

struct completion {
  std::string text;     // replaces the word from `start` to the cursor
  bool complete = true; // a blank may follow; false for `s07.` or `latency=`
  bool operator==(const completion&) const = default;
};

struct completion_list {
  std::size_t start = 0; // byte offset of the word the cursor is in
  std::vector<completion> candidates;
};

/// The candidates for the word at `cursor` (a byte offset into `line`), in the
/// order of the grammar. Nothing is offered inside of quotes and comments.
completion_list completions(std::string_view line, std::size_t cursor,
                            const completion_context& context);

/// The longest text all candidates begin with.
std::string common_prefix(const completion_list& list);

} // namespace mesh::console
