#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "runtime/control/context_file.hpp"
#include "runtime/control/device_login.hpp"
#include "runtime/control/remote_address.hpp"
#include "runtime/identity/certificate.hpp"

/// The sign-ins of this user (X3): each is a context, whose credentials lie in a folder of its
/// own beside the file of contexts, readable by its owner alone.
namespace mesh::control {

/// `login-HOST-PORT`: the name of the context when none was given.
std::string login_name(const remote_address& at);

/// A sign-in, and its credentials.
struct kept_login {
  std::string name; // of the context
  remote_address at;
  std::string server_name;
  login_grant grant;
};
/// The folder of a context's credentials.
std::filesystem::path login_folder(const std::filesystem::path& contexts_file,
                                   const std::string& name);
/// Whether this context is a sign-in.
bool is_login(const std::filesystem::path& contexts_file, const std::string& name,
              const context& what);
/// `already_exists`: a context has this name that is no sign-in.
tl::expected<void, error> check_login_name(const std::filesystem::path& contexts_file,
                                           const std::string& name);

/// Puts a session there, in place of an older sign-in, and makes it the context in use.
tl::expected<void, error> keep_session(const std::filesystem::path& contexts_file,
                                       const kept_login& what);
/// The same of a certificate. `certificate_invalid`: it is not of this authority, not for this
/// key, or not of a sign-in.
tl::expected<void, error> keep_certificate(const std::filesystem::path& contexts_file,
                                           const kept_login& what,
                                           const identity::certificate& authority,
                                           const identity::private_key& key);
/// Removes credentials and context. `unknown_target`: there is none of this name.
tl::expected<void, error> remove_login(const std::filesystem::path& contexts_file,
                                       const std::string& name);

} // namespace mesh::control
