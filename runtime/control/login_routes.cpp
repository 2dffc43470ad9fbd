#include "runtime/control/login_routes.hpp"

#include <nlohmann/json.hpp>

#include "runtime/base/base64url.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/sign_in_body.hpp"
#include "runtime/identity/secret_token.hpp"

namespace mesh::control {

namespace {

using ordered = nlohmann::ordered_json;

constexpr std::uint64_t ms_each_s = 1'000;
constexpr int poll_every_s = 2;
constexpr std::size_t longest_host_name = 64; // bytes that are shown
constexpr int refused_code = static_cast<int>(console::exit_code::denied);

error login_failed(const std::string& detail) {
  return {errc::denied, detail, "begin anew: mesh login"};
}

/// The session by which a person decides: they have signed in here with their key.
tl::expected<operator_session, error> person_of(const request& what) {
  if (what.session)
    return *what.session;
  return tl::unexpected(
      error{errc::not_signed_in, "a login is approved by who has signed in", "open /sign-in"});
}

tl::expected<std::string, error> code_in(const nlohmann::json& body) {
  auto typed = text_of(body, "code");
  if (!typed)
    return typed;
  auto code = login_code_of(*typed);
  if (!code)
    return tl::unexpected(error{errc::parse_error, "this is not a code: it has 8 letters",
                                "type it as the command line shows it"});
  return *std::move(code);
}

/// The person, and the login they decide on.
struct decision {
  operator_session who;
  std::string code;
};
tl::expected<decision, error> decision_in(const request& what) {
  const auto who = person_of(what);
  if (!who)
    return tl::unexpected(who.error());
  const auto code = code_in(body_of(what));
  if (!code)
    return tl::unexpected(code.error());
  return decision{*who, *code};
}

auto may_of(operator_role role) {
  using identity::operator_may;
  switch (role) {
  case operator_role::viewer:
    return identity::operator_may::look;
  case operator_role::operate:
    return identity::operator_may::operate;
  case operator_role::admin:
    break;
  }
  return operator_may::admin;
}

std::string asker(const login_wish& wish) {
  return wish.host_name + " at " + wish.from;
}

ordered told_of(const operator_session& who, std::uint64_t now_ms) {
  return {{"state", "approved"},
          {"name", who.name},
          {"role", to_string(who.role)},
          {"ends_at", utc(who.ends_ms)},
          {"ends_s", (who.ends_ms - std::min(now_ms, who.ends_ms)) / ms_each_s}};
}

} // namespace

std::vector<route> login_routes::routes() {
  using handler = answer (login_routes::*)(const request&);
  struct row {
    const char* path;
    handler with;
  };
  constexpr row rows[] = {
      {"/v1/login", &login_routes::ask},
      {"/v1/login/answer", &login_routes::take},
      {"/v1/login/approval", &login_routes::approve},
      {"/v1/login/challenge", &login_routes::begin_touch},
      {"/v1/login/code", &login_routes::show},
      {"/v1/login/refusal", &login_routes::refuse},
  };
  std::vector<route> all;
  for (const auto& one : rows)
    all.push_back(sign_in_route(
        {"POST", one.path},
        [this, with = one.with](const request& what) { return (this->*with)(what); },
        [this](const request& what, const std::string& why) {
          desk_.note_refusal({0, now_ms_(), "refused", what.session ? what.session->name : "",
                              what.address, why, refused_code});
        }));
  return all;
}

void login_routes::note(const request& what, const char* kind, const std::string& who,
                        const std::string& text, int exit_code) {
  desk_.audit.note({0, now_ms_(), kind, who, what.address, text, exit_code});
}

tl::expected<identity::holder, error> login_routes::signs() const {
  auto read = signs_();
  if (read)
    return read;
  const auto missing = read.error().code == errc::unknown_target;
  return tl::unexpected(error{
      errc::unsupported,
      missing ? "this mesh cannot sign certificates: ca.key is not beside its ca.crt"
              : "this mesh cannot sign certificates: the key of its authority is not good",
      "have one issued where the key is: mesh certs issue NAME --role operator; or put "
      "ca.key into the folder of the mesh's certificates, for its owner only"});
}

login_routes::answer login_routes::ask(const request& what) {
  if (!desk_.operators.anybody())
    return tl::unexpected(error{errc::unsupported,
                                "nobody signs in here: no operator has a key",
                                "at the mesh: operator invite NAME"});
  const auto page = key_.page_for(what, "/login");
  if (!page)
    return tl::unexpected(page.error());
  const auto body = body_of(what);
  const auto host_name = text_of(body, "host_name");
  if (!host_name)
    return tl::unexpected(host_name.error());
  login_wish wish{printable(host_name->substr(0, longest_host_name)), what.address, {}, 0};
  if (what.encrypted) {
    const auto text = text_of(body, "request");
    if (!text)
      return tl::unexpected(text.error());
    if (auto good = identity::certificate_request::from_pem(*text); !good)
      return tl::unexpected(error{errc::parse_error, good.error().detail, good.error().remedy});
    if (auto can = signs(); !can)
      return tl::unexpected(can.error());
    wish.request = *text;
  }
  const auto token = identity::secret_token();
  const auto secret = identity::secret_token();
  if (!token || !secret)
    return tl::unexpected(token ? secret.error() : token.error());
  const auto code = login_code(*secret);
  const auto now = now_ms_();
  if (auto waits = desk_.logins.ask(code, digest_of(*token), std::move(wish), now); !waits)
    return tl::unexpected(waits.error());
  return json_answer({{"code", shown_login_code(code)},
                      {"address", *page},
                      {"token", *token},
                      {"expires_s", login_book::life_ms / ms_each_s},
                      {"poll_every_s", poll_every_s}});
}

login_routes::answer login_routes::take(const request& what) {
  const auto secret = text_of(body_of(what), "token");
  if (!secret)
    return tl::unexpected(secret.error());
  const auto token = digest_of(*secret);
  const auto how = desk_.logins.take(token, now_ms_());
  using kind = login_outcome::kind;
  switch (how.what) {
  case kind::waiting:
    return json_answer({{"state", "waiting"}});
  case kind::approved:
    return hand_over(what, token, how);
  case kind::refused:
    return tl::unexpected(login_failed("a person has refused this login"));
  case kind::again:
    // One of two has it who should not: nobody keeps it.
    desk_.sessions.end(how.session);
    return tl::unexpected(login_failed("this login was answered already, and has ended now"));
  case kind::over:
    break;
  }
  return tl::unexpected(login_failed("no such login waits: it is older than 10 minutes"));
}

tl::expected<void, error> login_routes::still_operator(const operator_session& who) const {
  const auto now = desk_.operators.find(who.name);
  if (now && !now->revoked && now->role == who.role)
    return {};
  return tl::unexpected(error{errc::denied, who.name + " was revoked", "ask an admin"});
}

login_routes::answer login_routes::hand_over(const request& what, const std::string& token,
                                             const login_outcome& how) {
  if (auto still = still_operator(how.approved); !still)
    return tl::unexpected(still.error());
  if (how.approved.ends_ms <= now_ms_())
    return tl::unexpected(login_failed("the session that approved this login has ended"));
  auto told = how.wish.request.empty() ? session_for(what, token, how)
                                       : certificate_for(what, token, how);
  if (told)
    note(what, "sign-in", how.approved.name,
         "mesh login of " + asker(how.wish) + ", as "
             + std::string(to_string(how.approved.role)));
  return told;
}

tl::expected<void, error> login_routes::begin(const std::string& session,
                                              const std::string& token,
                                              const login_outcome& how, const request& what) {
  desk_.sessions.begin_login(session, how.approved, what.address, now_ms_());
  desk_.logins.begun(token, session);
  // Revoked meanwhile: the end of all sessions has missed this one.
  auto still = still_operator(how.approved);
  if (!still)
    desk_.sessions.end(session);
  return still;
}

login_routes::answer login_routes::certificate_for(const request& what,
                                                   const std::string& token,
                                                   const login_outcome& how) {
  const auto authority = signs();
  if (!authority)
    return tl::unexpected(authority.error());
  const auto key = identity::certificate_request::from_pem(how.wish.request);
  if (!key)
    return tl::unexpected(key.error());
  const auto& who = how.approved;
  const auto now = now_ms_();
  const auto made = identity::issue(
      *authority, *key,
      {who.name, may_of(who.role), static_cast<std::int64_t>(who.ends_ms / ms_each_s)},
      static_cast<std::int64_t>(now / ms_each_s));
  if (!made)
    return tl::unexpected(made.error());
  if (auto begun = begin(session_of_certificate(made->digest()), token, how, what); !begun)
    return tl::unexpected(begun.error());
  auto body = told_of(who, now);
  body["certificate"] = made->pem();
  return json_answer(body);
}

login_routes::answer login_routes::session_for(const request& what, const std::string& token,
                                               const login_outcome& how) {
  const auto secret = identity::secret_token();
  if (!secret)
    return tl::unexpected(secret.error());
  if (auto begun = begin(digest_of(*secret), token, how, what); !begun)
    return tl::unexpected(begun.error());
  auto body = told_of(how.approved, now_ms_());
  body["session"] = *secret;
  return json_answer(body);
}

login_routes::answer login_routes::show(const request& what) {
  const auto by = decision_in(what);
  if (!by)
    return tl::unexpected(by.error());
  const auto wish = desk_.logins.look(by->code, by->who.name, now_ms_());
  if (!wish)
    return tl::unexpected(wish.error());
  return json_answer({{"code", shown_login_code(by->code)},
                      {"host_name", wish->host_name},
                      {"from", wish->from},
                      {"asked_at", utc(wish->asked_ms)},
                      {"name", by->who.name},
                      {"role", to_string(by->who.role)},
                      {"ends_at", utc(by->who.ends_ms)}});
}

login_routes::answer login_routes::begin_touch(const request& what) {
  const auto by = decision_in(what);
  if (!by)
    return tl::unexpected(by.error());
  if (auto wish = desk_.logins.look(by->code, by->who.name, now_ms_()); !wish)
    return tl::unexpected(wish.error());
  return key_.challenge_for(what, "login " + by->code + " " + what.session_digest,
                            by->who.name);
}

login_routes::answer login_routes::approve(const request& what) {
  const auto by = decision_in(what);
  if (!by)
    return tl::unexpected(by.error());
  const auto proven =
      key_.proven(what, "login " + by->code + " " + what.session_digest, by->who.name);
  if (!proven)
    return tl::unexpected(proven.error());
  const auto now = now_ms_();
  desk_.sessions.touch(what.session_digest, now);
  auto who = by->who;
  who.touched_ms = now;
  const auto wish = desk_.logins.approve(by->code, who, now);
  if (!wish)
    return tl::unexpected(wish.error());
  note(what, "key", by->who.name, "approved a login of " + asker(*wish));
  return json_answer({{"state", "approved"}});
}

login_routes::answer login_routes::refuse(const request& what) {
  const auto by = decision_in(what);
  if (!by)
    return tl::unexpected(by.error());
  const auto wish = desk_.logins.refuse(by->code, by->who.name, now_ms_());
  if (!wish)
    return tl::unexpected(wish.error());
  note(what, "refused", by->who.name, "a login of " + asker(*wish), refused_code);
  return json_answer({{"state", "refused"}});
}

} // namespace mesh::control
