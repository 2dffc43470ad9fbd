#pragma once
#include <memory>
#include <string>

#include "actors/work/kinds.hpp"
#include "runtime/gateway/mesh_key.hpp"

namespace mesh {

/// Opens what calls agents behind a URL, with signatures by this key (X1).
web_caller_maker calls_signed_by(std::shared_ptr<gateway::shared_mesh_key> key);

/// The public key, for those who write the functions that are called.
std::string about_calls(gateway::shared_mesh_key& key);

} // namespace mesh
