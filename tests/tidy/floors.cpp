#include "tests/tidy/floors.hpp"

#include <algorithm>
#include <array>

namespace mesh::tidy {

namespace {

constexpr std::array table{
    floor{"messages/", true},
    floor{"config/", true},
    floor{"supervisors/", true},
    floor{"actors/coordination/", true, "supervisors/"},
    floor{"actors/chains/", true},
    floor{"actors/work/"},
    floor{"actors/work/reaper/"},
    floor{"actors/work/process/"},
    floor{"actors/work/command/"},
    floor{"actors/work/linked/"},
    floor{"actors/work/http/"},
    floor{"actors/work/a2a/"},
    floor{"actors/work/person/"},
    floor{"actors/work/simulated/"},
    floor{"actors/parts/"},
    floor{"actors/"},
    floor{"actors/supervision/"},
    floor{"runtime/base/"},
    floor{"runtime/identity/"},
    floor{"runtime/channel/", true},
    floor{"runtime/placement/", true},
    floor{"runtime/records/"},
    floor{"runtime/operators/", true},
    floor{"runtime/live/", true},
    floor{"runtime/transport/frames/"},
    floor{"runtime/transport/tls/"},
    floor{"runtime/transport/links/"},
    floor{"runtime/transport/caf/"},
    floor{"runtime/transport/"},
    floor{"runtime/http/"},
    floor{"runtime/calls/"},
    floor{"runtime/plans/", true},
    floor{"runtime/proposals/", true},
    floor{"runtime/mesh/"},
    floor{"runtime/node/bodies/", true},
    floor{"runtime/node/protocol/"},
    floor{"runtime/node/proxies/"},
    floor{"runtime/node/uplink/"},
    floor{"runtime/node/hub/"},
    floor{"runtime/node/process/"},
    floor{"runtime/node/"},
    floor{"runtime/gateway/"},
    floor{"runtime/agent_client/"},
    floor{"runtime/console/language/", true},
    floor{"runtime/console/drawing/", true},
    floor{"runtime/console/running/", true},
    floor{"runtime/console/shared/", true},
    floor{"runtime/console/talk/", true},
    floor{"runtime/console/commands/", true},
    floor{"runtime/console/terminal/"},
    floor{"runtime/console/", true},
    floor{"runtime/mcp/", true},
    floor{"runtime/a2a/", true},
    floor{"runtime/control/"},
    floor{"runtime/cli/"},
};

constexpr std::array<std::string_view, 5> product{"messages/", "config/", "supervisors/",
                                                  "actors/", "runtime/"};

} // namespace

std::span<const floor> floors() {
  return table;
}

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, path.find_last_of('/') + 1)); // npos + 1 is 0
}

int floor_of(std::string_view path) {
  const auto found = std::ranges::find(table, folder_of(path), &floor::folder);
  return found == table.end() ? -1 : static_cast<int>(found - table.begin());
}

bool is_product(std::string_view path) {
  return std::ranges::any_of(product, [&](auto folder) { return path.starts_with(folder); });
}

} // namespace mesh::tidy
