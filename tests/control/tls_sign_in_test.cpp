// X3: signing in over TLS, with a browser that has no certificate.
#include "runtime/control/key_proof.hpp"
#include "runtime/proposals/operators_desk.hpp"
#include "tests/control/sign_in_peer.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

struct annas_tls_mesh : tls_sign_in_peer {
  software_key annas{software_key::algorithm::es256, "anna's"};
  std::string anna = enrolled("anna", operator_role::admin, annas);
};

/// The status of an answer to this peer; 0: it is not heard.
int asked_by(std::uint16_t port, const identity::credentials* who,
             const std::string& path = "/v1/status") {
  raw_peer peer(port);
  if (!peer.handshake({.who = who}))
    return 0;
  peer.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto got = peer.read(10'000);
  return got.size() > 12 ? std::stoi(got.substr(9)) : 0;
}

} // namespace

TEST_CASE_METHOD(tls_sign_in_peer, "X3 without operators everybody needs a certificate",
                 "[control][sign-in]") {
  const auto ann = control_world::credentials_of(certificates.ann);
  CHECK(asked_by(port(), nullptr) == 0);
  CHECK(asked_by(port(), nullptr, "/sign-in") == 0);
  CHECK(counts().refused.at("no_certificate") == 2);
  CHECK(asked_by(port(), &ann) == 200);
  static_cast<void>(invite("anna", operator_role::admin)); // she has to come to the page
  CHECK(asked_by(port(), nullptr, "/sign-in") == 200);
  CHECK(asked_by(port(), nullptr) == 401);
}

TEST_CASE_METHOD(annas_tls_mesh, "X3 over TLS without a certificate there is the way in alone",
                 "[control][sign-in]") {
  for (const auto* path : {"/sign-in", "/ui/sign-in.js", "/v1/session"}) {
    INFO(path);
    CHECK(send("GET", path).status == 200);
  }
  for (const auto* path : {"/healthz", "/readyz", "/metrics", "/v1/openapi.json", "/v1/status",
                           "/.well-known/agent-card.json"}) {
    INFO(path);
    CHECK(send("GET", path).status == 401);
    CHECK(as(anna, "GET", path).status == 200);
  }
  CHECK(send("GET", "/v1/events").status == 401);
  CHECK(send("POST", "/v1/commands", {{"script", "status"}}).status == 401);
  const auto page = send("GET", "/");
  CHECK(page.status == 303);
  CHECK(page.whole.find("Location: /sign-in\r\n") != std::string::npos);
  CHECK(as(anna, "GET", "/").status == 200);
}

TEST_CASE_METHOD(annas_tls_mesh, "X3 X2 a bad certificate is refused where none is asked for",
                 "[control][sign-in]") {
  const auto foreign =
      control_world::credentials_of(certificates.issue_in(certificates.others, "operator/ann"));
  const auto node = control_world::credentials_of(certificates.n1);
  const auto ann = control_world::credentials_of(certificates.ann);
  CHECK(asked_by(port(), &foreign, "/sign-in") == 0);
  CHECK(asked_by(port(), &node) == 403);
  CHECK(asked_by(port(), &node, "/healthz") == 200);
  CHECK(asked_by(port(), &ann) == 200);
}

TEST_CASE_METHOD(annas_tls_mesh, "X3 over TLS a session has the rights of its operator",
                 "[control][sign-in]") {
  const auto viewer = enrolled("vera", operator_role::viewer, software_key({}, "vera's"));
  CHECK(order(viewer, "status") == "none");
  CHECK(order(viewer, "freeze s01") == "denied");
  CHECK(order(anna, "freeze s01") == "none");
  mesh().desk().sign_in.sessions.touch(digest_of(anna.substr(anna.find('=') + 1)),
                                       mesh().wall_ms() - 301'000);
  CHECK(order(anna, "freeze all") == "key_needed");
  CHECK(touch(anna, annas).status == 200);
  CHECK(order(anna, "freeze all") == "none");
  CHECK(order(anna, "operator revoke vera") == "none");
  CHECK(as(viewer, "GET", "/v1/status").status == 401);
}

TEST_CASE_METHOD(annas_tls_mesh, "X3 a certificate beside a session: the session speaks",
                 "[control][sign-in]") {
  const auto viewer = enrolled("vera", operator_role::viewer, software_key({}, "vera's"));
  const auto ann = control_world::credentials_of(certificates.ann);
  shows = &ann;
  CHECK(order(viewer, "freeze s01") == "denied");
  CHECK(order("", "freeze s01") == "none"); // the certificate alone, as ever
  CHECK(send("POST", "/v1/commands", {{"script", "status"}}, "Cookie: " + anna + "\r\n").status
        == 403); // a page of somebody else
}

TEST_CASE_METHOD(annas_tls_mesh, "X3 a page at a number is told of operators.domain",
                 "[control][sign-in]") {
  const auto got = send("POST", "/v1/sign-in/challenge", nullptr,
                        "X-Mesh: present\r\nHost: " + host() + "\r\n");
  CHECK(got.status == 400);
  const auto remedy = got.body["error"]["remedy"].get<std::string>();
  CHECK(remedy.find("operators.domain") != std::string::npos);
  CHECK(remedy.find(own_origin() + "/sign-in") != std::string::npos);
}

TEST_CASE_METHOD(control_world, "X3 a mesh with a domain has its pages there, from each door",
                 "[control][sign-in]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 1);
  cfg.operators.domain = "mesh.example.org";
  local_mesh mesh(cfg);
  control::mesh_server_options plain{{}, control_limits()};
  plain.plain = true;
  const auto over_tls = control::mesh_server::start(mesh, {hub, control_limits()});
  const auto here = control::mesh_server::start(mesh, std::move(plain));
  REQUIRE((over_tls && here));
  const auto address =
      "https://mesh.example.org:" + std::to_string((*over_tls)->https().port());
  auto& desk = mesh.desk().sign_in;
  CHECK(desk.address() == address);
  control::key_proof proof(
      desk, [] { return std::uint64_t{1}; }, cfg.operators.domain);
  control::request asked;
  asked.host = "localhost:7480";
  asked.encrypted = false;
  CHECK(proof.page_for(asked, "/login") == address + "/login");
  asked.encrypted = true;
  asked.host = "10.0.0.1:7443"; // the command line may name it by its number
  CHECK(proof.page_for(asked, "/login") == "https://mesh.example.org:7443/login");
  control::key_proof nameless(
      desk, [] { return std::uint64_t{1}; }, "");
  CHECK(nameless.page_for(asked, "/login").error().remedy.find("operators.domain")
        != std::string::npos);
}

TEST_CASE_METHOD(tls_sign_in_peer, "X3 O7 a certificate goes as far as it says",
                 "[control][sign-in]") {
  const auto bounded = [&](const std::string& name, identity::operator_may may) {
    const identity::node_request request{{identity::node_role::operators, name}, 30, {}, may};
    REQUIRE(identity::issue_into(certificates.ours, request, false,
                                 static_cast<std::int64_t>(mesh().wall_ms() / 1'000)));
    return control_world::credentials_of(identity::files_of(certificates.ours, name));
  };
  const auto looks = bounded("looks", identity::operator_may::look);
  const auto operates = bounded("operates", identity::operator_may::operate);
  const auto admin = bounded("admin", identity::operator_may::admin);
  const std::string invites = "operator invite ben --role viewer";
  shows = &looks;
  CHECK(order("", "status") == "none");
  CHECK(order("", "freeze s01 --dry-run") == "none");
  CHECK(order("", "freeze s01") == "denied");
  CHECK(mesh().frozen().empty());
  shows = &operates;
  CHECK(order("", "freeze all") == "none"); // one by hand needs no key
  CHECK(order("", invites) == "denied");
  shows = &admin;
  CHECK(order("", invites) == "none");
}
