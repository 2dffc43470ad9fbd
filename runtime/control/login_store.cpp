#include "runtime/control/login_store.hpp"

#include <algorithm>
#include <sys/stat.h>

#include "runtime/base/file_io.hpp"
#include "runtime/identity/certificate_folder.hpp"

namespace mesh::control {

namespace fs = std::filesystem;

namespace {

/// An empty folder that nobody else may look into.
tl::expected<fs::path, error> own_folder(const fs::path& contexts_file,
                                         const std::string& name) {
  const auto folder = login_folder(contexts_file, name);
  std::error_code why;
  fs::remove_all(folder, why);
  if (!why)
    fs::create_directories(folder, why);
  for (const auto& one : {folder.parent_path(), folder})
    if (!why)
      fs::permissions(one, fs::perms::owner_all, why);
  if (why)
    return tl::unexpected(storage::io_failure("cannot make the folder", folder, why.value()));
  return folder;
}

tl::expected<void, error> add(const fs::path& contexts_file, const kept_login& what,
                              context made) {
  auto known = load_contexts(contexts_file);
  if (!known)
    return tl::unexpected(known.error());
  made.at = to_string(what.at);
  made.server_name = what.server_name;
  known->all[what.name] = std::move(made);
  known->current = what.name;
  return save_contexts(contexts_file, *known);
}

tl::unexpected<error> foreign(const std::string& detail) {
  return tl::unexpected(error{errc::certificate_invalid,
                              "the mesh has answered with a "
                              "certificate that "
                                  + detail,
                              "check the address behind --at, and its log"});
}

} // namespace

std::string login_name(const remote_address& at) {
  auto name = "login-" + at.where.host + "-" + std::to_string(at.where.port);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ':' ? '-' : c;
  });
  constexpr std::size_t longest_name = 63;
  return name.substr(0, longest_name);
}

fs::path login_folder(const fs::path& contexts_file, const std::string& name) {
  return contexts_file.parent_path() / "logins" / name;
}

bool is_login(const fs::path& contexts_file, const std::string& name, const context& what) {
  return fs::path(what.certs) == login_folder(contexts_file, name);
}

tl::expected<void, error> check_login_name(const fs::path& contexts_file,
                                           const std::string& name) {
  if (auto good = identity::check_node_name(name); !good)
    return good;
  const auto known = load_contexts(contexts_file);
  if (!known)
    return tl::unexpected(known.error());
  const auto found = known->all.find(name);
  if (found == known->all.end() || is_login(contexts_file, name, found->second))
    return {};
  return tl::unexpected(error{errc::already_exists,
                              "there is a context " + name + ", which is no sign-in",
                              "name another one: --context NAME"});
}

tl::expected<void, error> keep_session(const fs::path& contexts_file, const kept_login& what) {
  const auto folder = own_folder(contexts_file, what.name);
  if (!folder)
    return tl::unexpected(folder.error());
  const auto file = *folder / "session";
  if (auto put = storage::create_file(file, what.grant.session, storage::for_owner_only); !put)
    return put;
  return add(contexts_file, what,
             {.at = {},
              .certs = folder->string(),
              .as = {},
              .server_name = {},
              .session = file.string()});
}

tl::expected<void, error> keep_certificate(const fs::path& contexts_file,
                                           const kept_login& what,
                                           const identity::certificate& authority,
                                           const identity::private_key& key) {
  const auto cert =
      identity::certificate::from_pem(what.grant.certificate, "the answer of the mesh");
  if (!cert)
    return tl::unexpected(cert.error());
  const auto claim = cert->claim();
  if (!cert->signed_by(authority))
    return foreign("another authority has signed");
  if (!key.fits(*cert))
    return foreign("is not for the key of this login");
  if (!claim || !claim->by_login || claim->who.name != what.grant.name)
    return foreign("is not of this login");
  const auto folder = own_folder(contexts_file, what.name);
  if (!folder)
    return tl::unexpected(folder.error());
  const auto files = identity::files_of(*folder, claim->who.name);
  const std::pair<fs::path, std::string> texts[] = {{files.authority, authority.pem()},
                                                    {files.key, key.pem()},
                                                    {files.certificate, cert->pem()}};
  for (const auto& [file, text] : texts)
    if (auto put = storage::create_file(file, text, storage::for_owner_only); !put)
      return put;
  return add(contexts_file, what,
             {.at = {}, .certs = folder->string(), .as = claim->who.name, .server_name = {}});
}

tl::expected<void, error> remove_login(const fs::path& contexts_file, const std::string& name) {
  auto known = load_contexts(contexts_file);
  if (!known)
    return tl::unexpected(known.error());
  const auto found = known->all.find(name);
  if (found == known->all.end() || !is_login(contexts_file, name, found->second))
    return tl::unexpected(
        error{errc::unknown_target, "there is no sign-in " + name, "see: mesh context list"});
  known->all.erase(found);
  if (known->current == name)
    known->current.clear();
  std::error_code why;
  fs::remove_all(login_folder(contexts_file, name), why);
  if (why)
    return tl::unexpected(
        storage::io_failure("cannot remove", login_folder(contexts_file, name), why.value()));
  return save_contexts(contexts_file, *known);
}

} // namespace mesh::control
