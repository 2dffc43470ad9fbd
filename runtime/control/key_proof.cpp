#include "runtime/control/key_proof.hpp"

#include "runtime/base/base64url.hpp"
#include "runtime/control/sign_in_body.hpp"
#include "runtime/identity/secret_token.hpp"
#include "runtime/operators/client_data.hpp"

namespace mesh::control {

/// Keys are bound to a domain, which an address is not.
tl::expected<relying_party, error> key_proof::party_of(const request& what) const {
  const std::string scheme = what.encrypted ? "https://" : "http://";
  const auto name = what.host.substr(0, what.host.rfind(':'));
  if (name == domain_)
    return relying_party(domain_, scheme + what.host);
  const auto port = what.host.size() > name.size() ? what.host.substr(name.size()) : "";
  auto remedy = "open " + scheme + domain_ + port + "/sign-in";
  if (what.encrypted && !configured_)
    remedy = "set operators.domain in the configuration of this mesh to the name by which "
             "browsers reach it, which its certificate has, too; or "
             + remedy;
  return tl::unexpected(error{errc::unsupported,
                              "keys are registered for " + domain_ + ", not for " + name,
                              std::move(remedy)});
}

tl::expected<std::string, error> key_proof::page_for(const request& what,
                                                     const std::string& path) const {
  const auto colon = what.host.rfind(':');
  const auto name = what.host.substr(0, colon);
  // Without a name of its own this mesh has pages for its own machine alone.
  if (what.encrypted && !configured_ && name != domain_)
    return tl::unexpected(party_of(what).error());
  if (!what.encrypted && configured_) // the door of that name is another one
    return desk_.address() + path;
  return (what.encrypted ? "https://" : "http://") + domain_
         + (colon == std::string::npos ? "" : what.host.substr(colon)) + path;
}

tl::expected<std::string, error> key_proof::new_challenge(const request& what,
                                                          const std::string& purpose) {
  auto token = identity::secret_token();
  if (token)
    desk_.challenges.give(*token, purpose, what.address, now_ms_());
  return token;
}

tl::expected<response, error> key_proof::challenge_for(const request& what,
                                                       const std::string& purpose,
                                                       const std::string& name) {
  const auto challenge = new_challenge(what, purpose);
  if (!challenge)
    return tl::unexpected(challenge.error());
  auto known = nlohmann::ordered_json::array();
  if (const auto who = desk_.operators.find(name))
    for (const auto& key : who->keys)
      known.push_back(key.id);
  return json_answer({{"challenge", to_base64url(*challenge)},
                      {"domain", domain_},
                      {"known", std::move(known)}});
}

tl::expected<std::string, error> key_proof::used_challenge(const std::string& client_data,
                                                           const std::string& purpose) {
  auto challenge = challenge_in(client_data);
  if (!challenge)
    return challenge;
  if (auto good = desk_.challenges.use(*challenge, purpose, now_ms_()); !good)
    return tl::unexpected(good.error());
  return challenge;
}

tl::expected<operator_record, error>
key_proof::proven(const request& what, const std::string& purpose, const std::string& only) {
  const auto party = party_of(what);
  if (!party)
    return tl::unexpected(party.error());
  const auto body = body_of(what);
  const auto id = text_of(body, "id");
  const auto client_data = bytes_of(body, "client_data");
  const auto authenticator_data = bytes_of(body, "authenticator_data");
  const auto signature = bytes_of(body, "signature");
  for (const auto* one : {&id, &client_data, &authenticator_data, &signature})
    if (!*one)
      return tl::unexpected(one->error());
  const auto challenge = used_challenge(*client_data, purpose);
  if (!challenge)
    return tl::unexpected(challenge.error());
  const auto holder = desk_.operators.holder_of(*id);
  if (!holder)
    return tl::unexpected(holder.error());
  if (!only.empty() && holder->first.name != only)
    return tl::unexpected(
        error{errc::denied, "this key is not one of " + only, "touch a key of your own"});
  const auto counter =
      party->check({*client_data, *authenticator_data, *signature}, holder->second, *challenge);
  if (!counter)
    return tl::unexpected(counter.error());
  return desk_.operators.used(*id, *counter, now_ms_());
}

} // namespace mesh::control
