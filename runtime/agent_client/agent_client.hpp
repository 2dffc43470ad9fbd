#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "actors/work/work.hpp"
#include "messages/errors.hpp"

namespace mesh::agent_client {

struct client_options {
  std::filesystem::path file; // an invite of `agent enroll`, or the credentials made of one
  /// The work of the agent: any work of this library, as inside a mesh.
  std::shared_ptr<work> body;
  /// Deliveries that the mesh has not signed are left out.
  bool signed_deliveries = false;
  /// When it is to end, it takes no new work and waits so long for what it has.
  duration end_patience = std::chrono::seconds(10);
  std::function<void(const std::string& line)> log = {};
};

/// An agent that lives outside of the mesh, at the other end of an agent link: it dials the
/// mesh, comes back when the link is lost, goes to the host that has its cluster, and loses
/// nothing over that.
class agent_client {
public:
  /// Reads the file; errors of open_credentials(), and `invalid_argument` for addresses that
  /// are none.
  static tl::expected<std::unique_ptr<agent_client>, error> open(client_options options);
  ~agent_client();

  /// Runs until stop(), or until the mesh will not let the agent in (`denied`).
  tl::expected<void, error> run();
  /// Ends it in order; from any thread, also before run().
  void stop();

private:
  struct machine;
  explicit agent_client(std::unique_ptr<machine> made);
  std::unique_ptr<machine> machine_;
};

} // namespace mesh::agent_client
