// docs/how-to/add-a-kind-of-work.md: the kind that it adds is what its agents do.
#include <algorithm>

#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

TEST_CASE("O4 handbook: a kind of work is one file and one row", "[handbook]") {
  auto cfg = sized(1, 1, 4);
  agent_override_config echoing;
  echoing.where = agent_id{0, 0, 2};
  echoing.capabilities = {"echo"};
  cfg.agents = {echoing};
  auto mesh = in_virtual_time(cfg);
  learn(*mesh, 2);
  delegate_request task;
  task.what.payload = "is there anybody?";
  task.agent = agent_id{0, 0, 2};
  CHECK(mesh->delegate(task).value == "is there anybody?");
  task.agent = agent_id{0, 0, 1};
  CHECK(mesh->delegate(task).value == "done"); // simulated, as without the row
}
