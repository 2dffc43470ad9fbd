// Files that `mesh certs show` looks at.
#include <algorithm>
#include <system_error>

#include "runtime/base/file_io.hpp"
#include "runtime/identity/certificate_folder.hpp"

namespace mesh::identity {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_shown = 10'000;

error problem(std::string detail, std::string remedy) {
  return {errc::certificate_invalid, std::move(detail), std::move(remedy)};
}

/// Against the authority beside it and against its key, as far as they are
/// there: a node has no key of the authority, and a client no key of a node.
std::optional<error> check_beside(const fs::path& file, const certificate& cert) {
  const auto authority_file = file.parent_path() / "ca.crt";
  std::error_code ignored;
  if (fs::exists(authority_file, ignored)) {
    auto authority = read_certificate(authority_file);
    if (authority && !cert.signed_by(*authority))
      return problem(file.string() + " was not signed by " + authority_file.string(),
                     "issue a new one");
  }
  const auto key_file = fs::path(file).replace_extension(".key");
  if (fs::exists(key_file, ignored)) {
    auto key = read_key(key_file);
    if (!key)
      return key.error();
    if (!key->fits(cert))
      return problem(key_file.string() + " is not the key of " + file.string(),
                     "issue a new one with --renew");
  }
  return std::nullopt;
}

seen_certificate look_at_file(const fs::path& file, double warning_days, std::int64_t now_s) {
  seen_certificate seen;
  seen.file = file;
  auto cert = read_certificate(file);
  if (!cert) {
    seen.problem = cert.error();
    return seen;
  }
  seen.authority = cert->is_authority();
  seen.who = seen.authority ? std::nullopt : cert->peer();
  if (seen.who && seen.who->role == node_role::operators)
    seen.may = cert->claim()->may;
  seen.subject = cert->subject();
  seen.hosts = cert->hosts();
  seen.valid = cert->valid();
  seen.state = state_of(seen.valid, now_s, warning_days);
  if (seen.state == validity_state::ended || seen.state == validity_state::not_yet)
    seen.problem = error{
        errc::certificate_expired, file.string() + " is " + std::string(to_string(seen.state)),
        seen.state == validity_state::ended ? "issue a new one" : "check this machine's clock"};
  else if (!seen.authority && !seen.who)
    seen.problem = problem(file.string() + " has no single caf://role/name",
                           "issue a new one: mesh certs issue");
  else
    seen.problem = check_beside(file, *cert);
  return seen;
}

} // namespace

tl::expected<std::vector<seen_certificate>, error>
look_at(const fs::path& what, double warning_days, std::int64_t now_s) {
  std::error_code why;
  if (!fs::is_directory(what, why)) {
    if (!fs::exists(what, why))
      return tl::unexpected(why ? storage::io_failure("cannot look at", what, why.value())
                                : error{errc::unknown_target, what.string() + " is not there",
                                        "mesh certs init makes a folder of certificates"});
    return std::vector{look_at_file(what, warning_days, now_s)};
  }
  std::vector<fs::path> files;
  fs::directory_iterator entries(what, why);
  if (why)
    return tl::unexpected(storage::io_failure("cannot read", what, why.value()));
  for (const auto& entry : entries)
    if (entry.path().extension() == ".crt" && files.size() < most_shown)
      files.push_back(entry.path());
  if (files.empty())
    return tl::unexpected(error{errc::unknown_target,
                                "there is no certificate in " + what.string(),
                                "mesh certs init makes an authority there"});
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const bool first = a.filename() == "ca.crt";
    return first != (b.filename() == "ca.crt") ? first : a < b;
  });
  std::vector<seen_certificate> seen;
  for (const auto& file : files)
    seen.push_back(look_at_file(file, warning_days, now_s));
  return seen;
}

} // namespace mesh::identity
