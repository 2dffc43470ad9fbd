#pragma once
#include <memory>
#include <string>

#include "actors/work/kinds.hpp"
#include "runtime/calls/callback_book.hpp"
#include "runtime/gateway/mesh_key.hpp"

namespace mesh {

/// Opens what calls agents behind a URL, with signatures by this key (X1). Functions may answer
/// later by `callbacks`, while a door is open to them.
web_caller_maker calls_signed_by(std::shared_ptr<gateway::shared_mesh_key> key,
                                 std::shared_ptr<calls::callback_book> callbacks);

/// The public key, for those who write the functions that are called.
std::string about_calls(gateway::shared_mesh_key& key);

} // namespace mesh
