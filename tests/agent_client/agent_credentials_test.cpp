#include "runtime/agent_client/agent_credentials.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::agent_client;

namespace {

using nlohmann::json;

json invite() {
  return {{"mesh_invite", 1},
          {"agent", "store-1"},
          {"url", "wss://one:7443/v1/agent"},
          {"urls", {"wss://two:7443/v1/agent", "wss://three:7443/v1/agent"}},
          {"token", "t"},
          {"ca", "PEM"}};
}

std::filesystem::path put(const std::filesystem::path& folder, const json& what) {
  auto file = folder / "store-1.invite.json";
  std::ofstream(file) << what;
  return file;
}

} // namespace

TEST_CASE("the addresses of other hosts are kept: the invite is not needed again (R2)") {
  const test::data_folder folder;
  const auto file = put(folder.path(), invite());
  const auto made = open_credentials(file);
  REQUIRE(made);
  std::filesystem::remove(file);
  const auto again = open_credentials(made->path);
  REQUIRE(again);
  CHECK(again->who.url == "wss://one:7443/v1/agent");
  CHECK(again->who.urls
        == std::vector<std::string>{"wss://two:7443/v1/agent", "wss://three:7443/v1/agent"});
}

TEST_CASE("an invite need not name other hosts, and then its credentials do not either") {
  const test::data_folder folder;
  auto of_one_host = invite();
  of_one_host.erase("urls");
  const auto made = open_credentials(put(folder.path(), of_one_host));
  REQUIRE(made);
  CHECK(made->who.urls.empty());
  CHECK_FALSE(json::parse(test::content_of(made->path)).contains("urls"));
}

TEST_CASE("addresses that are no list of texts are a wrong file, and no key is made") {
  for (const auto& wrong : {json("wss://two:7443/"), json({{"a", 1}}), json({1, 2})}) {
    const test::data_folder folder;
    auto bad = invite();
    bad["urls"] = wrong;
    const auto made = open_credentials(put(folder.path(), bad));
    INFO(wrong.dump());
    REQUIRE_FALSE(made);
    CHECK(made.error().code == errc::parse_error);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "store-1.agent.json"));
  }
}
