// X1: the mesh's own key.
#include "runtime/gateway/mesh_key.hpp"

#include <filesystem>
#include <sys/stat.h>

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::gateway;
using Catch::Matchers::ContainsSubstring;
using mesh::test::content_of;
using mesh::test::data_folder;
using mesh::test::set_content;

namespace {

identity::ed25519::signing_key opened_key(const std::filesystem::path& folder) {
  auto key = open_mesh_key(folder);
  if (!key)
    FAIL(to_string(key.error()));
  return *key;
}

std::string key_problem(const std::filesystem::path& folder) {
  const auto key = open_mesh_key(folder);
  return key ? "" : to_string(key.error());
}

} // namespace

TEST_CASE("X1 a folder has one key of the mesh, for its owner's eyes", "[gateway]") {
  const data_folder data;
  const auto first = opened_key(data.path());
  const auto file = mesh_key_file(data.path());
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);
  CHECK(opened_key(data.path()).secret() == first.secret());
  const data_folder other;
  CHECK(opened_key(other.path()).secret() != first.secret());
}

TEST_CASE("X1 without a folder the key is another one each time", "[gateway]") {
  CHECK(opened_key({}).secret() != opened_key({}).secret());
}

TEST_CASE("X1 a key that others may read is refused, and stays", "[gateway]") {
  const data_folder data;
  const auto first = opened_key(data.path());
  const auto file = mesh_key_file(data.path());
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  CHECK_THAT(key_problem(data.path()), ContainsSubstring("key_exposed")
                                           && ContainsSubstring(file.string())
                                           && ContainsSubstring("chmod 600"));
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  CHECK(opened_key(data.path()).secret() == first.secret());
}

TEST_CASE("X1 a damaged key is refused, and not replaced", "[gateway]") {
  const data_folder data;
  (void)opened_key(data.path());
  const auto file = mesh_key_file(data.path());
  set_content(file, content_of(file).substr(0, 40));
  const auto damaged = content_of(file);
  CHECK_THAT(key_problem(data.path()), ContainsSubstring("certificate_invalid")
                                           && ContainsSubstring(file.string())
                                           && ContainsSubstring("restore it from a backup"));
  CHECK(content_of(file) == damaged);
}

TEST_CASE("X1 a key that cannot be written is an error, not a key", "[gateway]") {
  CHECK_THAT(key_problem("/nowhere/at/all"), ContainsSubstring("mesh.key"));
}

TEST_CASE("X1 all who share the key of a mesh get the same one, also without a folder",
          "[gateway]") {
  shared_mesh_key shared({});
  CHECK_FALSE(shared.in_use());
  const auto first = shared.get();
  REQUIRE(first);
  CHECK(shared.in_use());
  CHECK(shared.get()->secret() == first->secret());
}

TEST_CASE("X1 a shared key that could not be opened is tried again", "[gateway]") {
  const data_folder data;
  const auto secret = opened_key(data.path()).secret();
  const auto file = mesh_key_file(data.path());
  shared_mesh_key shared(data.path());
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  REQUIRE_FALSE(shared.get());
  CHECK_FALSE(shared.in_use());
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  CHECK(shared.get()->secret() == secret);
}
