#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "config/gateway.hpp"
#include "config/transport.hpp"
#include "runtime/identity/credential_files.hpp"

namespace mesh::gateway {

struct gateway_options {
  gateway_config limits; // `listen` names where
  /// Certificates of an operator; none: they are made here.
  std::optional<identity::credential_files> files = {};
  /// Of the mesh: enrolments, keys and certificates that were made stay there. Empty: all of
  /// that ends with the process.
  std::filesystem::path data = {};
  transport_config log = {}; // how often the same refusal is logged
};

/// Since the start, but for those that say now.
struct gateway_counts {
  std::uint64_t links = 0;                      // now
  std::uint64_t agents = 0;                     // now, on links
  std::uint64_t handshakes = 0;                 // now, unfinished
  std::map<std::string, std::uint64_t> refused; // by reason
};

} // namespace mesh::gateway
