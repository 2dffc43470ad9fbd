#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/version.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/running/command_context.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct version_command {};

void run_version(const version_command&, command_context&, outcome& o) {
  o.data["version"] = version();
}

std::string draw_version(const json& result, const render_style&) {
  return "mesh " + text_or(result, "version", "-") + "\n";
}

} // namespace

command_spec commands::version() {
  return {.name = "version",
          .group = "script",
          .summary = "the version of the mesh",
          .details = "Of the mesh that answers: of one elsewhere with --at.",
          .example = "version",
          .start = version_command{},
          .run = run_as<run_version>,
          .draw = draw_version,
          .effect = command_effect::frames};
}

} // namespace mesh::console
