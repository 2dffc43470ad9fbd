#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/identity/authority.hpp"
#include "runtime/identity/credential_files.hpp"

/// A folder of certificates: `ca.crt` and `ca.key`, and for each node
/// `NAME.crt` and `NAME.key`. Keys are for their owner only; each file is there
/// whole or not at all.
namespace mesh::identity {

/// A certificate that was made, and where it lies.
struct made_files {
  std::filesystem::path certificate;
  std::filesystem::path key;
  validity valid;
};

/// `mesh certs init`: makes the folder, too. Never overwrites
/// (`already_exists`).
tl::expected<made_files, error> make_folder(const std::filesystem::path& folder,
                                            const authority_request& request,
                                            std::int64_t now_s);

/// `mesh certs issue`. Overwrites with `renew` only, the key first: who reads
/// between the two sees that they do not fit, and keeps what he had.
tl::expected<made_files, error> issue_into(const std::filesystem::path& folder,
                                           const node_request& request, bool renew,
                                           std::int64_t now_s);

/// The authority whose two files lie in a folder. `unknown_target` when one of them is not
/// there, and as read_key(); `certificate_invalid` when they do not belong together.
tl::expected<holder, error> read_authority(const std::filesystem::path& folder);

/// Where the files of a node lie.
credential_files files_of(const std::filesystem::path& folder, const std::string& node);

/// One file, as `mesh certs show` tells it.
struct seen_certificate {
  std::filesystem::path file;
  bool authority = false;
  std::optional<peer_name> who;    // none: an authority, or none of a node
  std::optional<operator_may> may; // of an operator
  std::string subject;
  std::vector<std::string> hosts;
  validity valid;
  validity_state state = validity_state::good;
  std::optional<error> problem; // what is wrong, its end included
};

/// One certificate, or all of a folder, the authority's first. Whatever is
/// wrong with a single one is its `problem`. Fails when there is nothing.
tl::expected<std::vector<seen_certificate>, error>
look_at(const std::filesystem::path& what, double warning_days, std::int64_t now_s);

} // namespace mesh::identity
