#pragma once
#include <filesystem>
#include <memory>
#include <optional>

#include "config/gateway.hpp"
#include "config/transport.hpp"
#include "runtime/calls/callback_book.hpp"
#include "runtime/gateway/mesh_key.hpp"
#include "runtime/identity/credential_files.hpp"

namespace mesh::gateway {

struct gateway_options {
  gateway_config limits; // `listen` names where
  /// Certificates of an operator; none: they are made here.
  std::optional<identity::credential_files> files = {};
  /// Of the mesh: enrolments, keys and certificates that were made stay there. Empty: all of
  /// that ends with the process.
  std::filesystem::path data = {};
  std::shared_ptr<shared_mesh_key> key = {}; // none: that of `data`
  /// Answers of functions behind URLs that come later; none: they do not come to this door.
  std::shared_ptr<calls::callback_book> callbacks = {};
  double callbacks_per_s = 1'000;
  transport_config log = {}; // how often the same refusal is logged
};

} // namespace mesh::gateway
