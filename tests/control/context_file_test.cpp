// O7: what `mesh context` keeps.
#include "runtime/control/context_file.hpp"

#include <sys/stat.h>

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::control;
using namespace mesh::test;

namespace {

struct context_folder : data_folder {
  std::filesystem::path file = path() / "config" / "mesh" / "contexts.json";
};

} // namespace

TEST_CASE_METHOD(context_folder, "O7 contexts are read as they were written, by their owner",
                 "[control]") {
  CHECK(load_contexts(file) == contexts{});
  const contexts some{"lab",
                      {{"lab", {"lab.example.org", "/srv/certs", "ann", "hub"}},
                       {"prod", {"10.0.0.1:7", "/srv/prod", "", ""}}}};
  REQUIRE(save_contexts(file, some));
  CHECK(load_contexts(file) == some);
  struct stat seen {};
  REQUIRE(::stat(file.c_str(), &seen) == 0);
  CHECK((seen.st_mode & 0777) == 0600);
}

TEST_CASE_METHOD(context_folder, "O7 a damaged file of contexts is told with its place",
                 "[control]") {
  std::filesystem::create_directories(file.parent_path());
  const auto [text, place] = GENERATE(table<std::string, std::string>({
      {"", "expected an object"},
      {"dear diary", "expected an object"},
      {"[]", "expected an object"},
      {R"({"contexts": 7})", "expected an object"},
      {R"({"contexts": {"a": 7}})", "/contexts/a is no object"},
      {R"({"contexts": {"a": {"at": 7}}})", "/contexts/a/at is no text"},
      {R"({"contexts": {"a": {}}})", "/contexts/a/at is missing"},
      {R"({"contexts": {}, "current": 7})", "/current is no text"},
      {R"({"contexts": {}, "current": "a"})", "/current names a"},
  }));
  set_content(file, text);
  const auto read = load_contexts(file);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::parse_error);
  CHECK(read.error().detail.find(file.string()) != std::string::npos);
  CHECK(read.error().detail.find(place) != std::string::npos);
  CHECK_FALSE(read.error().remedy.empty());
}
