#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "actors/work/work.hpp"
#include "runtime/records/digest.hpp"

namespace mesh::calls {

/// In front of the token, in the URL of a callback.
inline constexpr std::string_view callback_path = "/v1/answers/";

/// A job whose function may answer later than to its call.
struct awaited_answer {
  std::string id;                        // of its message
  std::size_t bytes = 0;                 // that the answer may have
  std::function<void(work_result)> take; // at most once; from any thread; must not wait
};

/// The end of an attempt to answer by a callback.
enum class callback_end : std::uint8_t {
  taken,
  bad,      // taken, and no answer of the protocol: the job has failed
  unknown,  // nobody was told this token, or it is long over
  answered, // before; an answer counts once
  too_late, // nobody waits any more
};

/// Answers by callback, and whom they are for (X1): each call has a token of its own, which is
/// good for one answer. Tokens are kept as their digests, so that looking one up tells nothing
/// of the others; as many that have ended are remembered as may be open. Any thread.
class callback_book {
public:
  /// The URL under which functions reach the door from now on; empty: they cannot.
  void serve(const std::string& url);
  /// The URL of the callback with this token; empty: nobody could reach it.
  [[nodiscard]] std::string url_of(const std::string& token) const;

  /// A token for a job, 64 hexadecimal digits. `queue_full`: `most` are open;
  /// `io_error`: this machine has no randomness.
  tl::expected<std::string, error> expect(awaited_answer what, std::size_t most);
  /// Nobody waits any more: its function has answered at once, or not in time. False: an
  /// answer was taken before.
  bool end(const std::string& token, bool answered);

  /// The bytes that the answer for a token may have; or the reason why it may not come.
  [[nodiscard]] tl::expected<std::size_t, callback_end> room(std::string_view token) const;
  struct verdict {
    callback_end how = callback_end::unknown;
    std::string detail = {}; // of a bad one
  };
  /// An answer has come whole.
  verdict give(std::string_view token, std::string_view body);

private:
  struct entry {
    awaited_answer what;
    callback_end now = callback_end::taken; // `taken`: still open
  };
  using entries = std::map<storage::digest, entry>;
  void close(entries::iterator which, callback_end how);

  mutable std::mutex mutex_;
  entries all_;
  std::deque<storage::digest> ended_; // the oldest first
  std::size_t open_ = 0;
  std::size_t most_ = 0;
  std::string base_; // in front of the token; empty: there is no door
};

} // namespace mesh::calls
