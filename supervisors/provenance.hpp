#pragma once
#include "config/config.hpp"
#include "supervisors/resolution.hpp"

/// K3, DATA_CONTRADICTION: both values are traced to the agents that said them,
/// as the evidence names them; nothing is made up for a side it does not name.
/// The stronger provenance wins, by the first of these that tells them apart:
///
///  1. works from the mesh's context, by its hash, and is not in quarantine;
///  2. comes after the other: its message was caused by the other's, so it knew
///     that value;
///  3. more agents found the same by themselves (`agreement_margin`);
///  4. more confidence in the agent (S4: reliability, drift, heard lately;
///     `confidence_margin`).
///
/// The weaker source is told the value that holds (verb `sync`, caused by the
/// message in which it said the other). It ends when that agent answers READY.
/// Equal ones are a person's to tell apart.
namespace mesh {

enum class stronger : std::uint8_t { neither, expected, received };
struct weighed {
  stronger which = stronger::neither;
  std::string because;
};
weighed weigh(const resolution_case& c, const conflicts_config& cfg);

} // namespace mesh
