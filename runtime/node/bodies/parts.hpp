#pragma once
#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "messages/channel.pb.h"
#include "runtime/placement/known_mesh.hpp"

/// Parts that several bodies of link entries share.
namespace mesh::codec {

void write(const roster_changes& from, v1::RosterChanges& to);
bool read(const v1::RosterChanges& from, roster_changes& to);

void write(const cluster_page& from, time_point now, v1::RegistryPage& to);
bool read(const v1::RegistryPage& from, time_point now, cluster_page& to);

void write(const known_mesh& from, v1::KnownMesh& to);
bool read(const v1::KnownMesh& from, known_mesh& to);

} // namespace mesh::codec
