#include "runtime/operators/login_book.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mesh {

namespace {

constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ"; // RFC 8628, section 6.1
constexpr std::size_t code_length = 8;

const error wrong_code{
    errc::denied, "no login waits by this code: it is wrong, old or used",
    "compare it with the one on the command line; it is good for 10 minutes"};
const error too_many_wrong{errc::denied, "too many wrong codes",
                           "wait for 10 minutes; begin anew with mesh login"};

} // namespace

std::string login_code(std::string_view secret) {
  constexpr unsigned fair = 240; // beyond it some letters were likelier
  std::string code;
  for (std::size_t at = 0; at + 1 < secret.size() && code.size() < code_length; at += 2) {
    unsigned byte = fair;
    std::from_chars(secret.data() + at, secret.data() + at + 2, byte, 16);
    if (byte < fair)
      code += letters[byte % letters.size()];
  }
  return code.size() == code_length ? code : std::string();
}

std::optional<std::string> login_code_of(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == ' ' || c == '-')
      continue;
    const auto upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (letters.find(upper) == std::string_view::npos || code.size() == code_length)
      return std::nullopt;
    code += upper;
  }
  return code.size() == code_length ? std::optional(code) : std::nullopt;
}

std::string shown_login_code(std::string_view code) {
  constexpr auto half = code_length / 2;
  return std::string(code.substr(0, half)) + "-" + std::string(code.substr(half));
}

void login_book::forget(std::uint64_t now_ms) {
  std::erase_if(all_,
                [&](const auto& one) { return now_ms >= one.second.wish.asked_ms + life_ms; });
  std::erase_if(slips_,
                [&](const auto& one) { return now_ms >= one.second.since_ms + life_ms; });
}

tl::expected<void, error> login_book::ask(const std::string& code, const std::string& token,
                                          login_wish what, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget(now_ms);
  if (std::ranges::any_of(all_, [&](const auto& one) { return one.second.code == code; }))
    return tl::unexpected(error{errc::already_exists, "the code is in use", "choose another"});
  const auto of_one = [&](const auto& one) {
    return one.second.wish.from == what.from;
  };
  if (static_cast<std::size_t>(std::ranges::count_if(all_, of_one)) >= most_of_one)
    return tl::unexpected(
        error{errc::mesh_full,
              std::to_string(most_of_one) + " logins of this address wait for a person already",
              "use one of them, or try again in 10 minutes"});
  if (all_.size() >= most)
    return tl::unexpected(error{errc::mesh_full,
                                std::to_string(most) + " logins wait for a person already",
                                "try again in a few minutes"});
  what.asked_ms = now_ms;
  all_.emplace(token, entry{code, std::move(what)});
  return {};
}

tl::expected<login_book::entries::iterator, error>
login_book::waiting(const std::string& code, const std::string& who, std::uint64_t now_ms) {
  forget(now_ms);
  const auto slip = slips_.find(who);
  if (slip != slips_.end() && slip->second.wrong >= most_wrong)
    return tl::unexpected(too_many_wrong);
  const auto found = std::ranges::find_if(all_, [&](const auto& one) {
    return one.second.code == code && one.second.at == state::waiting;
  });
  if (found != all_.end())
    return found;
  auto& mine = slips_.try_emplace(who, slips{0, now_ms}).first->second;
  ++mine.wrong;
  return tl::unexpected(wrong_code);
}

tl::expected<login_wish, error> login_book::look(const std::string& code,
                                                 const std::string& who, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting(code, who, now_ms);
  if (!found)
    return tl::unexpected(found.error());
  return (*found)->second.wish;
}

tl::expected<login_wish, error>
login_book::approve(const std::string& code, const operator_session& by, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting(code, by.name, now_ms);
  if (!found)
    return tl::unexpected(found.error());
  auto& one = (*found)->second;
  one.at = state::approved;
  one.approved = by;
  return one.wish;
}

tl::expected<login_wish, error>
login_book::refuse(const std::string& code, const std::string& who, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting(code, who, now_ms);
  if (!found)
    return tl::unexpected(found.error());
  (*found)->second.at = state::refused;
  return (*found)->second.wish;
}

login_outcome login_book::take(const std::string& token, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget(now_ms);
  const auto found = all_.find(token);
  if (found == all_.end())
    return {};
  auto& one = found->second;
  using kind = login_outcome::kind;
  switch (one.at) {
  case state::waiting:
    return {kind::waiting, one.wish};
  case state::refused:
    return {kind::refused, one.wish};
  case state::told:
    return {kind::again, one.wish, one.approved, one.session};
  case state::approved:
    break;
  }
  one.at = state::told;
  return {kind::approved, one.wish, one.approved};
}

void login_book::void_all_of(const std::string& who) {
  const std::lock_guard lock(mutex_);
  for (auto& [token, one] : all_)
    if (one.at == state::approved && one.approved.name == who)
      one.at = state::refused;
}

void login_book::begun(const std::string& token, const std::string& session) {
  const std::lock_guard lock(mutex_);
  if (const auto found = all_.find(token); found != all_.end())
    found->second.session = session;
}

} // namespace mesh
