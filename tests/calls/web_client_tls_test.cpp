// X5: functions behind URLs, called over TLS.
#include "runtime/identity/authority.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "tests/calls/caller.hpp"
#include "tests/records/store_support.hpp"

using namespace mesh;
using namespace mesh::calls;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A function with a certificate for `localhost`, and the authority's file.
struct secured {
  data_folder folder;
  std::string ca = (folder.path() / "ca.crt").string();
  std::shared_ptr<transport::ssl::context> context;

  explicit secured(int newest_version = 0) {
    const auto now_s = identity::seconds_now();
    const auto authority = identity::make_authority({}, now_s);
    const auto made = identity::issue(
        *authority, {{identity::node_role::orchestrator, "f"}, 1, {"localhost"}}, now_s);
    set_content(ca, authority->cert.pem());
    context = std::make_shared<transport::ssl::context>(transport::ssl::context::tls_server);
    auto* native = context->native_handle();
    REQUIRE(SSL_CTX_use_certificate(native, made->cert.native()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(native, made->key.native()) == 1);
    if (newest_version != 0) {
      SSL_CTX_set_security_level(native, 0);
      REQUIRE(SSL_CTX_set_min_proto_version(native, TLS1_VERSION) == 1);
      REQUIRE(SSL_CTX_set_max_proto_version(native, newest_version) == 1);
    }
  }
  [[nodiscard]] calls_config limits(bool trusted = true) const {
    auto some = loopback();
    some.plain_http = false;
    some.attempts = 1;
    if (trusted)
      some.ca = ca;
    return some;
  }
};

} // namespace

TEST_CASE("X5 a function is called over TLS when its certificate is good", "[calls]") {
  const auto version = GENERATE(0, TLS1_2_VERSION);
  secured with(version);
  scripted_function f(always(good), with.context);
  const auto result = caller(with.limits()).call({.url = f.url("localhost")});
  CAPTURE(result.detail);
  CHECK(result.value == "done");
}

TEST_CASE("X5 a certificate of an unknown authority, or for another host, is refused",
          "[calls]") {
  secured with;
  scripted_function f(always(good), with.context);
  const auto unknown = caller(with.limits(false)).call({.url = f.url("localhost")}, "act");
  CHECK(unknown.failure == errc::agent_offline);
  CHECK_THAT(unknown.detail,
             ContainsSubstring("its certificate is not good") && ContainsSubstring("calls.ca"));
  const auto other = caller(with.limits()).call({.url = f.url("127.0.0.1")});
  CHECK(other.failure == errc::agent_offline);
  CHECK_THAT(other.detail, ContainsSubstring("IP address mismatch"));
  CHECK(f.received().empty());
}

TEST_CASE("X5 TLS before 1.2 is refused", "[calls]") {
  secured with(TLS1_1_VERSION);
  scripted_function f(always(good), with.context);
  const auto result = caller(with.limits()).call({.url = f.url("localhost")});
  CHECK(result.failure == errc::agent_offline);
  CHECK_THAT(result.detail, ContainsSubstring("no secure connection"));
  CHECK(f.received().empty());
}
