// X2: certificates in files, and every way in which they can be wrong.
#include "runtime/identity/certificate_folder.hpp"

#include <sys/stat.h>

#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::identity;
using namespace mesh::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t now = 1'800'000'000;
constexpr std::int64_t day = seconds_a_day;

struct issued : data_folder {
  fs::path dir = path() / "certs";
  credential_files n1 = files_of(dir, "n1");

  issued() {
    REQUIRE(make_folder(dir, {}, now));
    REQUIRE(issue_for("n1"));
  }
  [[nodiscard]] tl::expected<made_files, error> issue_for(const std::string& name,
                                                          bool renew = false) const {
    return issue_into(dir, {{node_role::sectors, name}, 30, {}}, renew, now);
  }
  /// Why n1's files cannot be used.
  [[nodiscard]] error refusal(std::int64_t at = now) const {
    auto read = read_credentials(n1, at);
    return read ? error{} : read.error();
  }
};

mode_t mode_of(const fs::path& file) {
  struct stat about {};
  ::stat(file.c_str(), &about);
  return about.st_mode & 0777U;
}

void copy_over(const fs::path& from, const fs::path& to) {
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

} // namespace

TEST_CASE_METHOD(issued, "X2 what was issued can be used, and keys are private", "[identity]") {
  auto read = read_credentials(n1, now);
  REQUIRE(read);
  CHECK(to_string(read->who) == "sectors/n1");
  CHECK(mode_of(dir / "ca.key") == 0600);
  CHECK(mode_of(n1.key) == 0600);
  for (const auto& entry : fs::directory_iterator(dir))
    CHECK(entry.path().extension() != ".new");
}

TEST_CASE_METHOD(issued, "X2 nothing is overwritten unasked", "[identity]") {
  const auto before = content_of(dir / "ca.crt") + content_of(n1.key);
  CHECK(make_folder(dir, {}, now).error().code == errc::already_exists);
  auto again = issue_for("n1");
  CHECK(again.error().code == errc::already_exists);
  CHECK(again.error().remedy == "--renew replaces it");
  CHECK(content_of(dir / "ca.crt") + content_of(n1.key) == before);
  fs::remove(n1.certificate); // its key alone is no less precious
  CHECK(issue_for("n1").error().code == errc::already_exists);
}

TEST_CASE_METHOD(issued, "X2 renewing makes a new pair, private as before", "[identity]") {
  const auto before = content_of(n1.key);
  set_content(dir / "n1.key.new", "left by a crash, for all to read");
  REQUIRE(issue_for("n1", true));
  CHECK(content_of(n1.key) != before);
  CHECK(mode_of(n1.key) == 0600);
  CHECK(read_credentials(n1, now));
}

TEST_CASE_METHOD(issued, "X2 credentials that are wrong are refused with file and remedy",
                 "[identity]") {
  auto refused = [&](errc code, const fs::path& file, std::int64_t at = now) {
    auto why = refusal(at);
    CHECK(name_of(why.code) == name_of(code));
    CHECK(why.detail.find(file.string()) != std::string::npos);
    CHECK_FALSE(why.remedy.empty());
  };
  SECTION("missing") {
    fs::remove(n1.key);
    refused(errc::unknown_target, n1.key);
  }
  SECTION("damaged") {
    set_content(n1.certificate, content_of(n1.certificate).substr(0, 200));
    refused(errc::certificate_invalid, n1.certificate);
  }
  SECTION("open to others") {
    ::chmod(n1.key.c_str(), 0640);
    refused(errc::key_exposed, n1.key);
  }
  SECTION("of two nodes") {
    REQUIRE(issue_for("n2"));
    copy_over(files_of(dir, "n2").key, n1.key);
    refused(errc::certificate_invalid, n1.key);
  }
  SECTION("of another authority") {
    REQUIRE(make_folder(path() / "others", {}, now));
    copy_over(path() / "others" / "ca.crt", n1.authority);
    refused(errc::certificate_invalid, n1.certificate);
  }
  SECTION("a node in place of the authority") {
    copy_over(n1.certificate, n1.authority);
    refused(errc::certificate_invalid, n1.authority);
  }
  SECTION("ended") {
    refused(errc::certificate_expired, n1.certificate, now + 31 * day);
  }
  SECTION("of the future") {
    refused(errc::certificate_expired, n1.authority, now - 2 * day);
  }
  SECTION("not a file at all") {
    fs::remove(n1.key);
    fs::create_directory(n1.key);
    refused(errc::io_error, n1.key);
  }
  SECTION("too large to be one") {
    set_content(n1.certificate, std::string(2 << 20, 'x'));
    refused(errc::payload_too_large, n1.certificate);
  }
}

TEST_CASE_METHOD(issued, "X2 issuing needs a whole authority", "[identity]") {
  SECTION("its key is elsewhere") {
    fs::remove(dir / "ca.key");
    CHECK(issue_for("n2").error().code == errc::unknown_target);
  }
  SECTION("its key is another's") {
    copy_over(n1.key, dir / "ca.key");
    CHECK(issue_for("n2").error().code == errc::certificate_invalid);
  }
  SECTION("its key is open to others") {
    ::chmod((dir / "ca.key").c_str(), 0644);
    CHECK(issue_for("n2").error().code == errc::key_exposed);
  }
  CHECK_FALSE(fs::exists(files_of(dir, "n2").certificate));
}

TEST_CASE_METHOD(issued, "X2 a look at a folder finds what is wrong in it", "[identity]") {
  REQUIRE(issue_for("n2"));
  REQUIRE(issue_for("n3"));
  copy_over(n1.key, files_of(dir, "n2").key);
  set_content(dir / "odd.crt", "what is this");
  auto seen = look_at(dir, 10, now + 21 * day).value();
  REQUIRE(seen.size() == 5);
  CHECK(seen[0].authority);
  CHECK(seen[0].state == validity_state::good);
  CHECK(to_string(*seen[1].who) == "sectors/n1");
  CHECK(seen[1].state == validity_state::ends_soon);
  CHECK_FALSE(seen[1].problem);
  CHECK(seen[2].problem->detail.find("n2.key is not the key of") != std::string::npos);
  CHECK_FALSE(seen[3].problem);
  CHECK(seen[4].problem->code == errc::certificate_invalid);
  CHECK(look_at(n1.certificate, 10, now + 31 * day)->front().problem->code
        == errc::certificate_expired);
  CHECK(look_at(path(), 10, now).error().code == errc::unknown_target); // nothing there
  CHECK(look_at(path() / "none", 10, now).error().code == errc::unknown_target);
}
