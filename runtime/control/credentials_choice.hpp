#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "runtime/identity/credential_files.hpp"

namespace mesh::control {

/// The credentials of a name in a folder of certificates; without a name those
/// of the only certificate of this role. `invalid_argument` lists whom to
/// choose from, `unknown_target` says how to make one.
tl::expected<identity::credential_files, error>
choose_credentials(const std::filesystem::path& folder, identity::node_role role,
                   const std::string& name);

} // namespace mesh::control
