#pragma once
#include "config/control.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/http/http.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// `GET /v1/events`: failures, breakers and hosts as it happens, until the reader leaves (O7).
void stream_events(local_mesh& mesh, const control_config& limits, const request& asked,
                   exchange& to, std::function<bool()> over = {});

} // namespace mesh::control
