#include "runtime/identity/credential_files.hpp"

#include "runtime/base/file_io.hpp"
#include "runtime/base/secret_file.hpp"

namespace mesh::identity {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_file = 1 << 20;

tl::expected<std::string, error> read_there(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored) && !ignored)
    return tl::unexpected(
        error{errc::unknown_target, file.string() + " is not there",
              "mesh certs init makes an authority, mesh certs issue the files of a node"});
  auto read = storage::read_file(file, largest_file);
  if (!read && read.error().remedy.empty())
    read.error().remedy = "name a file that mesh certs made";
  return read;
}

tl::expected<void, error> check_mode(const fs::path& file) {
  if (!storage::is_exposed(file))
    return {};
  return tl::unexpected(error{errc::key_exposed,
                              "others may read or write the private key " + file.string(),
                              "chmod 600 it; when somebody may have read it, issue a new one"});
}

tl::expected<void, error> check_time(const certificate& cert, const fs::path& file,
                                     std::int64_t now_s, const char* remedy) {
  switch (state_of(cert.valid(), now_s, 0)) {
  case validity_state::ended:
    return tl::unexpected(
        error{errc::certificate_expired, file.string() + " has ended", remedy});
  case validity_state::not_yet:
    return tl::unexpected(error{errc::certificate_expired, file.string() + " is not yet valid",
                                "check this machine's clock"});
  default:
    return {};
  }
}

tl::unexpected<error> invalid(std::string detail, std::string remedy) {
  return tl::unexpected(error{errc::certificate_invalid, std::move(detail), std::move(remedy)});
}

constexpr auto reissue = "issue a new one: mesh certs issue";

tl::expected<peer_name, error> check_together(const credential_files& files,
                                              const certificate& authority,
                                              const certificate& cert, const private_key& key) {
  if (!authority.is_authority())
    return invalid(files.authority.string() + " is not an authority's certificate",
                   "name the ca.crt that mesh certs init made");
  if (!key.fits(cert))
    return invalid(files.key.string() + " is not the key of " + files.certificate.string(),
                   "name the two files that mesh certs issue made together");
  if (!cert.signed_by(authority))
    return invalid(files.certificate.string() + " was not signed by "
                       + files.authority.string(),
                   "name the ca.crt of the folder it was issued in, or issue a new one");
  if (auto who = cert.peer())
    return *who;
  return invalid(files.certificate.string() + " has no single caf://role/name", reissue);
}

} // namespace

tl::expected<certificate, error> read_certificate(const fs::path& file) {
  return read_there(file).and_then(
      [&](const std::string& pem) { return certificate::from_pem(pem, file.string()); });
}

tl::expected<private_key, error> read_key(const fs::path& file) {
  return read_there(file).and_then(
      [&](const std::string& pem) -> tl::expected<private_key, error> {
        if (auto good = check_mode(file); !good)
          return tl::unexpected(good.error());
        return private_key::from_pem(pem, file.string());
      });
}

tl::expected<credentials, error> read_credentials(const credential_files& files,
                                                  std::int64_t now_s) {
  auto authority = read_certificate(files.authority);
  if (!authority)
    return tl::unexpected(authority.error());
  auto cert = read_certificate(files.certificate);
  if (!cert)
    return tl::unexpected(cert.error());
  auto key = read_key(files.key);
  if (!key)
    return tl::unexpected(key.error());
  auto who = check_together(files, *authority, *cert, *key);
  if (!who)
    return tl::unexpected(who.error());
  if (auto good = check_time(*authority, files.authority, now_s, "make a new authority"); !good)
    return tl::unexpected(good.error());
  if (auto good = check_time(*cert, files.certificate, now_s, reissue); !good)
    return tl::unexpected(good.error());
  return credentials{std::move(*authority), std::move(*cert), std::move(*key), std::move(*who)};
}

} // namespace mesh::identity
