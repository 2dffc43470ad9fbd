#pragma once
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/control/socket_peer.hpp"
#include "tests/operators/software_key.hpp"

namespace mesh::test {

/// A browser at a mesh without TLS, with a security key, that may do wrong in each part.
class sign_in_peer : public plain_mesh {
public:
  /// `tls`: the mesh has these certificates, and the browser comes over TLS.
  explicit sign_in_peer(const identity::credential_files* tls = nullptr)
      : plain_mesh(control_limits(), tls), over_tls_(tls != nullptr) {}
  struct reply {
    int status = 0;
    nlohmann::json body;
    std::string cookie; // NAME=VALUE; empty: none was set
    std::string whole;
  };
  /// `fields`: further lines of the header.
  [[nodiscard]] reply send(const std::string& method, const std::string& path,
                           const nlohmann::json& body = nullptr,
                           const std::string& fields = "X-Mesh: present\r\n") const;
  /// The same with a session.
  [[nodiscard]] reply as(const std::string& cookie, const std::string& method,
                         const std::string& path, const nlohmann::json& body = nullptr) const;
  /// The error code of the last result of a script; `none` when it was done.
  [[nodiscard]] std::string order(const std::string& cookie, const std::string& script) const;

  /// The token of a new invite.
  [[nodiscard]] std::string invite(const std::string& name, operator_role role);
  /// Registers the key by an invite.
  [[nodiscard]] reply enroll(const std::string& token, const software_key& key) const;
  /// Signs in with the key; `id`: it says to be that one.
  [[nodiscard]] reply sign_in(const software_key& key, std::uint32_t counter = 0,
                              const std::string& id = {}) const;
  [[nodiscard]] reply touch(const std::string& cookie, const software_key& key) const;
  /// The cookie of an operator with this key and role.
  [[nodiscard]] std::string enrolled(const std::string& name, operator_role role,
                                     const software_key& key);
  /// The page that the challenge of an answer is signed on.
  [[nodiscard]] key_page page(const reply& begun) const;
  [[nodiscard]] static nlohmann::json json_of(const touched_key& touched,
                                              const std::string& id);
  [[nodiscard]] std::string own_host() const { return "localhost:" + std::to_string(port()); }
  [[nodiscard]] std::string own_origin() const {
    return (over_tls_ ? "https://" : "http://") + own_host();
  }

  /// Over TLS: the certificate that is shown; none: without one.
  const identity::credentials* shows = nullptr;

private:
  bool over_tls_;
};

/// A browser at a mesh over TLS.
struct tls_world {
  control_world certificates;
};
class tls_sign_in_peer : public tls_world, public sign_in_peer {
public:
  tls_sign_in_peer() : sign_in_peer(&certificates.hub) {}
};

} // namespace mesh::test
