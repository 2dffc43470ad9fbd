#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/operators/session_book.hpp"

namespace mesh {

/// A command line that asks to be signed in: `mesh login` (X3).
struct login_wish {
  std::string host_name;      // as it says itself: shown, and not believed
  std::string from;           // its address
  std::string request;        // for a certificate, in PEM; empty: for a session
  std::uint64_t asked_ms = 0; // since 1970
};

/// The outcome of one.
struct login_outcome {
  enum class kind {
    waiting,  // for a person
    approved, // by this session, as it was then; told once
    refused,  // by a person
    over,     // never asked for, or too old
    again     // it was told already: somebody else may have heard it
  };
  kind what = kind::over;
  login_wish wish = {};
  operator_session approved = {};
  std::string session = {}; // again: what begun() has named; empty: nothing
};

/// 8 letters that nobody takes for another, from a secret_token(); empty: it has too few.
std::string login_code(std::string_view secret);
/// As login_code() writes it, of what a person has typed: small letters, blanks and dashes are
/// no matter. None when it cannot be a code.
std::optional<std::string> login_code_of(std::string_view typed);
/// `BCDF-GHJK`, for people.
std::string shown_login_code(std::string_view code);

/// The logins that wait for a person, by a code for people and a secret for the command line
/// (as RFC 8628 has it, X3). In memory alone. Times are in ms since 1970. Any thread.
class login_book {
public:
  static constexpr std::uint64_t life_ms = 600'000;
  static constexpr std::size_t most = 256;
  static constexpr std::size_t most_of_one = 8; // of one address; one more is refused
  static constexpr std::size_t most_wrong = 5;  // codes of one operator in `life_ms`

  /// `token`: the digest of the secret. `already_exists`: the code is in use; `mesh_full`: too
  /// many wait, of this address or of all.
  tl::expected<void, error> ask(const std::string& code, const std::string& token,
                                login_wish what, std::uint64_t now_ms);
  /// The wish that waits by this code. `denied`: nothing does, or `who` has typed too many
  /// wrong ones.
  tl::expected<login_wish, error> look(const std::string& code, const std::string& who,
                                       std::uint64_t now_ms);
  /// The person says yes, in a session that was touched for it. As look().
  tl::expected<login_wish, error> approve(const std::string& code, const operator_session& by,
                                          std::uint64_t now_ms);
  /// The person says no. As look().
  tl::expected<login_wish, error> refuse(const std::string& code, const std::string& who,
                                         std::uint64_t now_ms);
  /// The command line looks.
  login_outcome take(const std::string& token, std::uint64_t now_ms);
  /// Nobody gets what `who` has approved and was not told yet: they are revoked.
  void void_all_of(const std::string& who);
  /// The session that an approved login began: it ends when its secret is shown again.
  void begun(const std::string& token, const std::string& session);

private:
  enum class state { waiting, approved, refused, told };
  struct entry {
    std::string code;
    login_wish wish;
    state at = state::waiting;
    operator_session approved = {};
    std::string session = {};
  };
  struct slips {
    std::size_t wrong = 0;
    std::uint64_t since_ms = 0;
  };
  using entries = std::map<std::string, entry>; // by the digest of the secret
  void forget(std::uint64_t now_ms);
  tl::expected<entries::iterator, error> waiting(const std::string& code,
                                                 const std::string& who, std::uint64_t now_ms);

  std::mutex mutex_;
  entries all_;
  std::map<std::string, slips> slips_; // by operator
};

} // namespace mesh
