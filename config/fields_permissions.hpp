#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"

/// The fields of what agents need for what they do beside answering; a part of
/// config/fields.hpp.
namespace mesh::fields {

void fields_of(auto& visit, a<permissions_config> auto& c) {
  visit("post", c.post, capabilities,
        "What an agent must be able to do to send messages to others; none: all may (X4).");
  visit("effects", c.effects, capabilities,
        "... to work on a task of a chain that has effects; none: all may (X4).");
}

} // namespace mesh::fields
