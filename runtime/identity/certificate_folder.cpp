#include "runtime/identity/certificate_folder.hpp"

#include <system_error>

#include "runtime/base/file_io.hpp"

namespace mesh::identity {

namespace fs = std::filesystem;

namespace {

using writer = tl::expected<void, error> (*)(const fs::path&, std::string_view, mode_t);

tl::expected<made_files, error> write(writer put, const fs::path& certificate,
                                      const fs::path& key, const holder& made) {
  if (auto done = put(key, made.key.pem(), storage::for_owner_only); !done)
    return tl::unexpected(done.error());
  if (auto done = put(certificate, made.cert.pem(), storage::for_all_to_read); !done) {
    if (put == storage::create_file)
      fs::remove(key); // ours, made a moment ago
    return tl::unexpected(done.error());
  }
  return made_files{certificate, key, made.cert.valid()};
}

tl::expected<void, error> check_free(const fs::path& file, const char* remedy) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored)))
    return {};
  return tl::unexpected(
      error{errc::already_exists, file.string() + " is there already", remedy});
}

} // namespace

tl::expected<holder, error> read_authority(const fs::path& folder) {
  auto cert = read_certificate(folder / "ca.crt");
  if (!cert)
    return tl::unexpected(cert.error());
  auto key = read_key(folder / "ca.key");
  if (!key)
    return tl::unexpected(key.error());
  if (!key->fits(*cert))
    return tl::unexpected(error{errc::certificate_invalid,
                                (folder / "ca.key").string() + " is not the key of "
                                    + (folder / "ca.crt").string(),
                                "take both from a backup, or make a new authority"});
  return holder{std::move(*cert), std::move(*key)};
}

credential_files files_of(const fs::path& folder, const std::string& node) {
  return {folder / "ca.crt", folder / (node + ".crt"), folder / (node + ".key")};
}

tl::expected<made_files, error>
make_folder(const fs::path& folder, const authority_request& request, std::int64_t now_s) {
  std::error_code why;
  fs::create_directories(folder, why);
  if (why)
    return tl::unexpected(storage::io_failure("cannot make the folder", folder, why.value()));
  const auto cert = folder / "ca.crt", key = folder / "ca.key";
  for (const auto& file : {cert, key})
    if (auto good = check_free(file, "name another folder; nodes trust this authority"); !good)
      return tl::unexpected(good.error());
  return make_authority(request, now_s).and_then([&](const holder& made) {
    return write(storage::create_file, cert, key, made);
  });
}

tl::expected<made_files, error> issue_into(const fs::path& folder, const node_request& request,
                                           bool renew, std::int64_t now_s) {
  if (auto good = check_node_name(request.who.name); !good)
    return tl::unexpected(good.error());
  const auto files = files_of(folder, request.who.name);
  for (const auto& file : {files.certificate, files.key})
    if (auto good = check_free(file, "--renew replaces it"); !good && !renew)
      return tl::unexpected(good.error());
  auto authority = read_authority(folder);
  if (!authority)
    return tl::unexpected(authority.error());
  return issue(*authority, request, now_s).and_then([&](const holder& made) {
    return write(renew ? storage::replace_file : storage::create_file, files.certificate,
                 files.key, made);
  });
}

} // namespace mesh::identity
