#pragma once
#include <memory>
#include <string>
#include <utility>

#include <caf/error.hpp>
#include <caf/meta/load_callback.hpp>
#include <caf/sec.hpp>

#include "messages/link_batch.hpp"
#include "messages/wire.hpp"

namespace mesh {

/// The one message that leaves a process. CAF carries it as the bytes of `mesh.proto`,
/// so that nodes of different versions understand each other and no floating point
/// goes through CAF's own serialiser.
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, wire<link_batch>& batch) {
  std::string bytes;
  if constexpr (Inspector::reads_state)
    bytes = encode(*batch);
  auto load = [&]() -> caf::error {
    auto value = std::make_shared<link_batch>();
    if (!decode(bytes, *value))
      return caf::sec::invalid_argument;
    batch = wire<link_batch>(std::shared_ptr<const link_batch>(std::move(value)));
    return caf::none;
  };
  return f(bytes, caf::meta::load_callback(load));
}

} // namespace mesh
