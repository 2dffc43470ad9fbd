// O1: the dashboard's door, as somebody who starts a mesh meets it.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

namespace {

ended run_dev(words more) {
  words all{"dev", "--config", MESH_SMALL_CONFIG};
  all.insert(all.end(), more.begin(), more.end());
  return run_mesh(all);
}

/// `http://127.0.0.1:7480/`
std::string address_in(const std::string& said) {
  const auto begin = said.find("http://");
  return begin == std::string::npos ? "" : said.substr(begin, said.find('\n', begin) - begin);
}

} // namespace

TEST_CASE("O1 mesh dev says where its dashboard is, and ends with its script", "[process]") {
  const auto run = run_dev({"--dashboard-at", "127.0.0.1:0", "-c", "status"});
  CHECK(run.code == 0);
  CHECK(run.err.find("dashboard at http://127.0.0.1:") != std::string::npos);
  CHECK(run.err.find("serving until") == std::string::npos);
}

TEST_CASE("O1 a second mesh takes another port when the usual one is taken", "[process]") {
  mesh_process first(
      words{"dev", "--config", MESH_SMALL_CONFIG, "--dashboard", "-c", "wait 1h"});
  first.wait_for_remark("/\n");
  const auto second = run_dev({"--dashboard", "-c", "status"});
  CHECK(second.code == 0);
  const auto address = address_in(second.err);
  CHECK(address.starts_with("http://127.0.0.1:"));
  CHECK(address != address_in(first.so_far().err));
}

TEST_CASE("O1 without being asked for, a script opens no port", "[process]") {
  CHECK(run_dev({"-c", "status"}).err.find("dashboard") == std::string::npos);
}

TEST_CASE("O1 X2 a dashboard that cannot be is told with its remedy", "[process]") {
  const auto open_to_all = run_dev({"--dashboard-at", "0.0.0.0:0", "-c", "status"});
  CHECK(open_to_all.code != 0);
  CHECK(open_to_all.err.find("is no address of loopback") != std::string::npos);
  const auto nowhere = run_dev({"--dashboard-at", "somewhere", "-c", "status"});
  CHECK(nowhere.code == 2);
  const auto in_no_time = run_dev({"--dashboard", "--virtual-time", "-c", "status"});
  CHECK(in_no_time.code != 0);
  CHECK(in_no_time.err.find("leave out --virtual-time, or --dashboard") != std::string::npos);
  CHECK(run_dev({"--dashboard", "--no-dashboard", "-c", "status"}).code == 2);
}
