#include "runtime/control/credentials_choice.hpp"

#include <vector>

#include "runtime/identity/certificate_folder.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh::control {

tl::expected<identity::credential_files, error>
choose_credentials(const std::filesystem::path& folder, identity::node_role role,
                   const std::string& name) {
  if (!name.empty()) {
    if (auto good = identity::check_node_name(name); !good)
      return tl::unexpected(good.error());
    return identity::files_of(folder, name);
  }
  auto seen = identity::look_at(folder, 0, identity::seconds_now());
  if (!seen)
    return tl::unexpected(seen.error());
  std::vector<std::string> names;
  for (const auto& one : *seen)
    if (one.who && one.who->role == role)
      names.push_back(one.who->name);
  const std::string what(to_string(role));
  if (names.empty())
    return tl::unexpected(
        error{errc::unknown_target,
              "there is no certificate of the role " + what + " in " + folder.string(),
              "name another folder with --certs, or: mesh certs issue NAME --role " + what
                  + " --dir " + folder.string()});
  if (names.size() > 1) {
    std::string all;
    for (const auto& one : names)
      all += (all.empty() ? "" : ", ") + one;
    return tl::unexpected(error{errc::invalid_argument,
                                "there are several certificates of the role " + what + " in "
                                    + folder.string() + ": " + all,
                                "choose one with --as"});
  }
  return identity::files_of(folder, names.front());
}

} // namespace mesh::control
