#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "runtime/identity/certificate_folder.hpp"

namespace mesh {

/// The results of `certs init` and `certs issue`; `who` of a node only.
nlohmann::ordered_json result_of(const char* command, const identity::made_files& made,
                                 const identity::peer_name* who);
/// The result of `certs show`.
nlohmann::ordered_json result_of(const std::vector<identity::seen_certificate>& seen,
                                 std::int64_t now_s);

} // namespace mesh
