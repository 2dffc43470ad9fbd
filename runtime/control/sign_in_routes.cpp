#include "runtime/control/sign_in_routes.hpp"

#include <nlohmann/json.hpp>

#include "runtime/base/base64url.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/sign_in_body.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/identity/secret_token.hpp"

namespace mesh::control {

namespace {

using ordered = nlohmann::ordered_json;

constexpr std::uint64_t ms_a_second = 1'000;
constexpr auto signing_in = "sign in";

std::string cookie_with(const std::string& token, std::uint64_t life_ms) {
  return std::string(session_cookie) + "=" + token
         + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age="
         + std::to_string(life_ms / ms_a_second);
}

} // namespace

std::vector<route> sign_in_routes::routes() {
  using handler = answer (sign_in_routes::*)(const request&);
  struct row {
    const char* method;
    const char* path;
    handler with;
  };
  constexpr row rows[] = {
      {"GET", "/v1/session", &sign_in_routes::show_session},
      {"DELETE", "/v1/session", &sign_in_routes::sign_out},
      {"POST", "/v1/session/challenge", &sign_in_routes::begin_touch},
      {"POST", "/v1/session/touch", &sign_in_routes::touch},
      {"POST", "/v1/sign-in", &sign_in_routes::sign_in},
      {"POST", "/v1/sign-in/challenge", &sign_in_routes::begin_sign_in},
      {"POST", "/v1/sign-in/invite", &sign_in_routes::begin_registration},
      {"POST", "/v1/sign-in/key", &sign_in_routes::register_key},
  };
  std::vector<route> all;
  for (const auto& one : rows)
    all.push_back(sign_in_route(
        {one.method, one.path},
        [this, with = one.with](const request& what) { return (this->*with)(what); },
        [this](const request& what, const std::string& why) {
          desk_.note_refusal({0, now_ms_(), "refused", what.session ? what.session->name : "",
                              what.address, why, static_cast<int>(console::exit_code::denied)});
        }));
  return all;
}

void sign_in_routes::note(const request& what, const char* kind, const std::string& who,
                          const std::string& text, int exit_code) {
  desk_.audit.note({0, now_ms_(), kind, who, what.address, text, exit_code});
}

sign_in_routes::answer sign_in_routes::show_session(const request& what) {
  ordered body{{"needed", desk_.operators.anybody()}, {"signed_in", what.session.has_value()}};
  if (what.session) {
    const auto now = now_ms_();
    body["name"] = what.session->name;
    body["role"] = to_string(what.session->role);
    body["ends_s"] = (what.session->ends_ms - now) / ms_a_second;
    body["touched_s"] = (now - std::min(now, what.session->touched_ms)) / ms_a_second;
  }
  return json_answer(body);
}

sign_in_routes::answer sign_in_routes::begin_sign_in(const request& what) {
  if (auto party = key_.party_of(what); !party)
    return tl::unexpected(party.error());
  const auto challenge = key_.new_challenge(what, signing_in);
  if (!challenge)
    return tl::unexpected(challenge.error());
  return json_answer({{"challenge", to_base64url(*challenge)}, {"domain", key_.domain()}});
}

sign_in_routes::answer sign_in_routes::begin_session(const operator_record& who,
                                                     const request& what) {
  const auto token = identity::secret_token();
  if (!token)
    return tl::unexpected(token.error());
  if (!what.session_digest.empty())
    desk_.sessions.end(what.session_digest);
  const auto now = now_ms_();
  const auto session =
      desk_.sessions.begin(digest_of(*token), who.name, who.role, what.address, now);
  // Revoked between the touch of the key and now: the end of all sessions has missed this one.
  if (const auto still = desk_.operators.find(who.name); !still || still->revoked) {
    desk_.sessions.end_all_of(who.name);
    return tl::unexpected(error{errc::denied, who.name + " was revoked", "ask an admin"});
  }
  auto told = json_answer({{"name", session.name},
                           {"role", to_string(session.role)},
                           {"ends_s", (session.ends_ms - now) / ms_a_second}});
  told.headers.emplace_back("Set-Cookie", cookie_with(*token, session.ends_ms - now));
  return told;
}

sign_in_routes::answer sign_in_routes::sign_in(const request& what) {
  const auto who = key_.proven(what, signing_in);
  if (!who)
    return tl::unexpected(who.error());
  auto told = begin_session(*who, what);
  if (told)
    note(what, "sign-in", who->name, "as " + std::string(to_string(who->role)));
  return told;
}

sign_in_routes::answer sign_in_routes::begin_registration(const request& what) {
  if (auto party = key_.party_of(what); !party)
    return tl::unexpected(party.error());
  const auto token = text_of(body_of(what), "invite");
  if (!token)
    return tl::unexpected(token.error());
  const auto invite = digest_of(*token);
  const auto who = desk_.operators.invited(invite, now_ms_());
  if (!who)
    return tl::unexpected(who.error());
  const auto challenge = key_.new_challenge(what, "register " + invite);
  if (!challenge)
    return tl::unexpected(challenge.error());
  // Not the name: two meshes on one machine share a domain, and a key keeps one passkey for
  // each of a domain's users.
  const auto user = identity::secret_token();
  if (!user)
    return tl::unexpected(user.error());
  auto known = ordered::array();
  for (const auto& key : who->keys)
    known.push_back(key.id);
  return json_answer({{"challenge", to_base64url(*challenge)},
                      {"domain", key_.domain()},
                      {"name", who->name},
                      {"role", to_string(who->role)},
                      {"user", to_base64url(*user)},
                      {"known", std::move(known)}});
}

sign_in_routes::answer sign_in_routes::register_key(const request& what) {
  const auto party = key_.party_of(what);
  if (!party)
    return tl::unexpected(party.error());
  const auto body = body_of(what);
  const auto token = text_of(body, "invite");
  const auto client_data = bytes_of(body, "client_data");
  const auto attestation = bytes_of(body, "attestation_object");
  for (const auto* one : {&token, &client_data, &attestation})
    if (!*one)
      return tl::unexpected(one->error());
  const auto invite = digest_of(*token);
  const auto challenge = key_.used_challenge(*client_data, "register " + invite);
  if (!challenge)
    return tl::unexpected(challenge.error());
  auto key = party->check(made_key{*client_data, *attestation}, *challenge);
  if (!key)
    return tl::unexpected(key.error());
  const auto who = desk_.operators.enroll(invite, *std::move(key), now_ms_());
  if (!who)
    return tl::unexpected(who.error());
  note(what, "key", who->name, "registered a security key");
  return begin_session(*who, what);
}

sign_in_routes::answer sign_in_routes::begin_touch(const request& what) {
  if (!what.session)
    return tl::unexpected(
        error{errc::not_signed_in, "there is no session, or it has ended", "open /sign-in"});
  return key_.challenge_for(what, "touch " + what.session_digest, what.session->name);
}

sign_in_routes::answer sign_in_routes::touch(const request& what) {
  if (!what.session)
    return tl::unexpected(
        error{errc::not_signed_in, "there is no session, or it has ended", "open /sign-in"});
  const auto who = key_.proven(what, "touch " + what.session_digest, what.session->name);
  if (!who)
    return tl::unexpected(who.error());
  desk_.sessions.touch(what.session_digest, now_ms_());
  note(what, "key", who->name, "touched the security key again");
  return json_answer({{"name", who->name}, {"touched_s", 0}});
}

sign_in_routes::answer sign_in_routes::sign_out(const request& what) {
  if (what.session) {
    desk_.sessions.end(what.session_digest);
    note(what, "sign-out", what.session->name, "");
  }
  auto told = json_answer({{"signed_in", false}});
  told.headers.emplace_back("Set-Cookie", cookie_with("", 0));
  return told;
}

} // namespace mesh::control
