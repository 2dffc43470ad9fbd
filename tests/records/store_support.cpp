#include "tests/records/store_support.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace fs = std::filesystem;

data_folder::data_folder() {
  auto pattern = (fs::temp_directory_path() / "mesh-data-XXXXXX").string();
  const char* made = ::mkdtemp(pattern.data());
  REQUIRE(made != nullptr);
  path_ = made;
}

data_folder::~data_folder() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void set_content(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void flip(const fs::path& file, std::size_t offset, unsigned char mask) {
  std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekg(static_cast<std::streamoff>(offset));
  auto byte = static_cast<unsigned char>(bytes.get());
  bytes.seekp(static_cast<std::streamoff>(offset));
  bytes.put(static_cast<char>(byte ^ mask));
  REQUIRE(bytes.good());
}

storage::store must_open(const fs::path& folder, storage::store_access access) {
  auto opened = storage::store::open(folder, {.access = access});
  INFO((opened ? "" : to_string(opened.error())));
  REQUIRE(opened);
  return std::move(*opened);
}

no_room_for::no_room_for(const fs::path& file) {
  std::error_code gone; // of the descriptor that reads the folder
  for (const auto& open : fs::directory_iterator("/proc/self/fd"))
    if (fs::read_symlink(open, gone) == fs::canonical(file))
      fd_ = std::stoi(open.path().filename());
  REQUIRE(fd_ >= 0);
  kept_ = ::dup(fd_);
  auto full = ::open("/dev/full", O_RDWR);
  REQUIRE(::dup2(full, fd_) == fd_);
  ::close(full);
}

no_room_for::~no_room_for() {
  ::dup2(kept_, fd_);
  ::close(kept_);
}

std::string run_sql(const fs::path& database, const std::string& sql) {
  sqlite3* db = nullptr;
  std::string problem;
  char* said = nullptr;
  if (sqlite3_open(database.c_str(), &db) != SQLITE_OK)
    problem = sqlite3_errmsg(db);
  else if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &said) != SQLITE_OK)
    problem = said ? said : "?";
  sqlite3_free(said);
  sqlite3_close(db);
  return problem;
}

int run_without_rights(const std::function<int()>& work) {
  constexpr unsigned nobody = 65534;
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0))
      ::_exit(99);
    ::_exit(work());
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace mesh::test
