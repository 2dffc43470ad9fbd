#include "tests/control/sign_in_peer.hpp"

#include "runtime/base/base64url.hpp"
#include "runtime/identity/secret_token.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::test {

using nlohmann::json;

sign_in_peer::reply sign_in_peer::send(const std::string& method, const std::string& path,
                                       const json& body, const std::string& fields) const {
  raw_peer peer(port());
  if (over_tls_)
    REQUIRE(peer.handshake({.who = shows}));
  const auto text = body.is_null() ? std::string() : body.dump();
  const auto own =
      fields.find("Host:") == std::string::npos ? "Host: " + own_host() + "\r\n" : "";
  peer.write(method + " " + path + " HTTP/1.1\r\n" + own + fields + "Content-Length: "
             + std::to_string(text.size()) + "\r\nConnection: close\r\n\r\n" + text);
  reply got;
  got.whole = peer.read(10'000'000);
  constexpr std::size_t status_at = 9;
  REQUIRE(got.whole.size() > status_at);
  got.status = std::stoi(got.whole.substr(status_at));
  const auto end = got.whole.find("\r\n\r\n");
  got.body = json::parse(got.whole.substr(end + 4), nullptr, false);
  const std::string field = "\r\nSet-Cookie: ";
  if (const auto at = got.whole.find(field); at != std::string::npos)
    got.cookie =
        got.whole.substr(at + field.size(), got.whole.find(';', at) - at - field.size());
  return got;
}

sign_in_peer::reply sign_in_peer::as(const std::string& cookie, const std::string& method,
                                     const std::string& path, const json& body) const {
  return send(method, path, body, "X-Mesh: present\r\nCookie: " + cookie + "\r\n");
}

std::string sign_in_peer::order(const std::string& cookie, const std::string& script) const {
  const auto got = as(cookie, "POST", "/v1/commands", {{"script", script}});
  INFO(got.whole);
  REQUIRE(got.status == 200);
  const auto at = got.whole.rfind("\"error\":{\"code\":\"");
  if (at == std::string::npos)
    return "none";
  const auto begin = at + 17;
  return got.whole.substr(begin, got.whole.find('"', begin) - begin);
}

std::string sign_in_peer::invite(const std::string& name, operator_role role) {
  const auto token = identity::secret_token();
  REQUIRE(token);
  REQUIRE(
      mesh().desk().sign_in.operators.invite(name, role, digest_of(*token), mesh().wall_ms()));
  return *token;
}

key_page sign_in_peer::page(const reply& begun) const {
  INFO(begun.whole);
  REQUIRE(begun.status == 200);
  key_page at;
  at.challenge = *from_base64url(begun.body["challenge"].get<std::string>());
  at.origin = own_origin();
  return at;
}

json sign_in_peer::json_of(const touched_key& touched, const std::string& id) {
  return {{"id", to_base64url(id)},
          {"client_data", to_base64url(touched.client_data)},
          {"authenticator_data", to_base64url(touched.authenticator_data)},
          {"signature", to_base64url(touched.signature)}};
}

sign_in_peer::reply sign_in_peer::enroll(const std::string& token,
                                         const software_key& key) const {
  const auto begun = send("POST", "/v1/sign-in/invite", {{"invite", token}});
  if (begun.status != 200)
    return begun;
  const auto made = key.made(page(begun));
  return send("POST", "/v1/sign-in/key",
              {{"invite", token},
               {"client_data", to_base64url(made.client_data)},
               {"attestation_object", to_base64url(made.attestation_object)}});
}

sign_in_peer::reply sign_in_peer::sign_in(const software_key& key, std::uint32_t counter,
                                          const std::string& id) const {
  const auto begun = send("POST", "/v1/sign-in/challenge");
  return send("POST", "/v1/sign-in",
              json_of(key.touched(page(begun), {5, counter}), id.empty() ? key.id() : id));
}

sign_in_peer::reply sign_in_peer::touch(const std::string& cookie,
                                        const software_key& key) const {
  const auto begun = as(cookie, "POST", "/v1/session/challenge");
  return as(cookie, "POST", "/v1/session/touch", json_of(key.touched(page(begun)), key.id()));
}

std::string sign_in_peer::enrolled(const std::string& name, operator_role role,
                                   const software_key& key) {
  const auto got = enroll(invite(name, role), key);
  INFO(got.whole);
  REQUIRE(got.status == 200);
  REQUIRE_FALSE(got.cookie.empty());
  return got.cookie;
}

} // namespace mesh::test
