#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "runtime/identity/certificate_folder.hpp"

namespace mesh {

/// What `certs init` and `certs issue` answer; `who` of a node only.
nlohmann::ordered_json result_of(const char* command, const identity::made_files& made,
                                 const identity::peer_name* who);
/// What `certs show` answers.
nlohmann::ordered_json result_of(const std::vector<identity::seen_certificate>& seen,
                                 std::int64_t now_s);

} // namespace mesh
