#include "runtime/control/gatekeeper.hpp"

#include <utility>

#include "runtime/control/route_access.hpp"

namespace mesh::control {

namespace {

constexpr std::uint16_t not_signed_in_any_more = 4'401; // for applications, as HTTP's 401
constexpr std::string_view person_is_there = "present";

const error no_session{errc::not_signed_in, "operators sign in here, and you have no session",
                       "open /sign-in, or use an operator's certificate"};

const error login_over{errc::not_signed_in, "this sign-in has ended",
                       "sign in again: mesh login"};

operator_role role_of(identity::operator_may may) {
  switch (may) {
  case identity::operator_may::look:
    return operator_role::viewer;
  case identity::operator_may::operate:
    return operator_role::operate;
  case identity::operator_may::admin:
    break;
  }
  return operator_role::admin;
}

caller caller_of(const request& what) {
  if (!what.encrypted)
    return caller::on_machine;
  // A certificate of a sign-in has what its session has.
  return what.nameless || !what.login_digest.empty() ? caller::nameless : caller::certified;
}

/// A WebSocket that ends with the session in which it was opened.
class guarded_talk final : public socket_talk {
public:
  guarded_talk(std::unique_ptr<socket_talk> talk, std::function<bool()> good)
      : talk_(std::move(talk)), good_(std::move(good)) {}
  std::vector<socket_message> next() override { return talk_->next(); }
  std::optional<socket_close> hear(std::string_view text) override { return talk_->hear(text); }
  std::optional<socket_close> over() override {
    if (!good_())
      return socket_close{not_signed_in_any_more, "the session has ended"};
    return talk_->over();
  }

private:
  std::unique_ptr<socket_talk> talk_;
  std::function<bool()> good_;
};

} // namespace

std::string session_of_certificate(const std::string& digest) {
  return "certificate " + digest;
}

std::optional<response> refuse_foreign(const request& what) {
  if (what.method == "GET" || what.method == "HEAD" || !what.mark.empty())
    return std::nullopt;
  return refusal(403, {errc::denied, "this request does not come from a page of ours",
                       "send X-Mesh: present with it"});
}

std::string cookie_of(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const auto end = field.find(';');
    auto one = field.substr(0, end);
    field.remove_prefix(end == std::string_view::npos ? field.size() : end + 1);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
      return std::string(one.substr(name.size() + 1));
  }
  return {};
}

std::optional<response> gatekeeper::admit(const route& how, request& what) const {
  const auto token = cookie_of(what.cookie, session_cookie);
  const auto digest = !what.login_digest.empty() ? session_of_certificate(what.login_digest)
                      : token.empty()            ? std::string()
                                                 : digest_of(token);
  if (!digest.empty()) {
    what.session = desk_.sessions.look(digest, what.mark == person_is_there, now_ms_());
    if (what.session)
      what.session_digest = digest;
  }
  const auto verdict = admission_of(how.access, caller_of(what), what.session.has_value(),
                                    desk_.operators.anybody());
  if (verdict == admission::as_is)
    return std::nullopt;
  if (verdict == admission::refused) {
    if (what.path != "/")
      return refusal(401, what.login_digest.empty() ? no_session : login_over);
    return response{303, json_type, {}, {{"Location", sign_in_page(what)}}};
  }
  if (auto foreign = refuse_foreign(what))
    return foreign;
  what.who.name = what.session->name; // the work is theirs, and on record as such
  return std::nullopt;
}

/// Keys are bound to a name: without TLS, where the address may be a number, that of this
/// machine.
std::string gatekeeper::sign_in_page(const request& what) const {
  return (what.encrypted ? "" : desk_.address()) + "/sign-in";
}

bool gatekeeper::nameless() const {
  return desk_.operators.expects_anybody(now_ms_());
}

bool gatekeeper::still_good(const request& what) const {
  const auto lasts =
      what.session && desk_.sessions.look(what.session_digest, false, now_ms_()).has_value();
  // It was let in by its session, which has ended.
  if (what.session && !lasts)
    return false;
  return admission_of(route_access::members, caller_of(what), lasts, desk_.operators.anybody())
         != admission::refused;
}

console::authority gatekeeper::authority_of(const request& what) {
  if (what.session)
    return {what.session->name, what.session->role, what.address, what.session->touched_ms,
            what.session->by_login};
  return {what.who.name, role_of(what.may), what.address};
}

std::unique_ptr<socket_talk> gatekeeper::guarded(std::unique_ptr<socket_talk> talk,
                                                 const request& what) const {
  return std::make_unique<guarded_talk>(std::move(talk),
                                        [this, what] { return still_good(what); });
}

} // namespace mesh::control
