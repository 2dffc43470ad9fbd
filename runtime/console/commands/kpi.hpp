#pragma once
namespace mesh::console {

struct kpi_command {};

} // namespace mesh::console
