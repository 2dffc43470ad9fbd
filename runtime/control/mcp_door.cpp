#include "runtime/control/mcp_door.hpp"

#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/mcp_mesh.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/mcp/endpoint.hpp"

namespace mesh::control {

route mcp_door::way_in() {
  return {"POST",
          "/mcp",
          {identity::node_role::operators},
          pace::command,
          [this](const request& what, exchange& x) {
            share_.answer(what, x, [&] { return answer(what, x); });
          }};
}

response mcp_door::answer(const request& what, const exchange& x) {
  if (!what.query.empty() && what.query != "read_only")
    return refusal(400, {errc::invalid_argument,
                         "/mcp does not know what stands behind the question mark",
                         "POST /mcp, or POST /mcp?read_only"});
  mcp_mesh mesh(mesh_, tasks_, gatekeeper::authority_of(what),
                [&] { return x.gone() || !still_good_(what); });
  auto told = mcp::answer(what.body, what.protocol_fields, mesh, what.query == "read_only");
  if (!told.body.empty())
    told.body += '\n';
  return {told.status, json_type, std::move(told.body)};
}

} // namespace mesh::control
