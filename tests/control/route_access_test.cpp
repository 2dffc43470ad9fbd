// X3: who may take which path, as one table has it.
#include "runtime/control/route_access.hpp"

#include <array>

#include "runtime/control/api.hpp"
#include "tests/control/socket_peer.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace mesh::control;

namespace {

constexpr std::array everybody{caller::on_machine, caller::certified, caller::nameless};

} // namespace

TEST_CASE("X3 without a session a nameless peer has what is for everybody, and nothing else",
          "[control][sign-in]") {
  for (const auto enrolled : {false, true}) {
    CHECK(admission_of(route_access::everybody, caller::nameless, false, enrolled)
          == admission::as_is);
    for (const auto access : {route_access::machine, route_access::members})
      CHECK(admission_of(access, caller::nameless, false, enrolled) == admission::refused);
  }
}

TEST_CASE("X3 loopback is open until somebody has a key, and its health afterwards",
          "[control][sign-in]") {
  const auto of = [](route_access access, bool enrolled) {
    return admission_of(access, caller::on_machine, false, enrolled);
  };
  CHECK(of(route_access::members, false) == admission::as_is);
  CHECK(of(route_access::members, true) == admission::refused);
  CHECK(of(route_access::machine, true) == admission::as_is);
}

TEST_CASE("X3 a session speaks for whoever has it, a certificate for itself",
          "[control][sign-in]") {
  for (const auto who : everybody)
    CHECK(admission_of(route_access::members, who, true, true) == admission::as_session);
  CHECK(admission_of(route_access::members, caller::certified, false, true)
        == admission::as_is);
}

TEST_CASE_METHOD(plain_mesh, "X3 each route of the API stands in the table",
                 "[control][sign-in]") {
  std::size_t open = 0;
  for (const auto& one : api(mesh()).routes()) {
    INFO(one.path);
    const auto need = need_of(one.path);
    REQUIRE(need);
    CHECK(one.roles == need->roles);
    CHECK(one.access == need->access);
    open += one.access == route_access::everybody ? 1 : 0;
  }
  CHECK(open > 8);
  CHECK_FALSE(need_of("/v1/nothing"));
  CHECK_FALSE(need_of("/sign-in/nothing"));
}
