#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "actors/supervision/cluster_supervisor.hpp"
#include "actors/work/person/inbox.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "messages/freeze.hpp"
#include "runtime/mesh/agent_admission.hpp"
#include "runtime/mesh/nodes_report.hpp"

namespace mesh {

/// The services given to the holder of sectors elsewhere. All of it outlives him.
struct sectors_setup {
  caf::actor_system& system;
  surroundings& around;
  std::function<orchestrator_actor()> root; // not before open()
  inbox& people;
};

/// An operator's act on a host.
enum class node_act : std::uint8_t {
  drain,  // its sectors go to others, and it gets none
  join,   // it may have some again
  forget, // it is gone for good: its sectors go to others (R2)
  adopt,  // what is there is the mesh, without those that are not; of no single one (R2)
};

/// The sectors of a mesh that are on other hosts, as its orchestrator's process
/// sees them.
class remote_sectors {
public:
  virtual ~remote_sectors() = default;
  /// The actor that stands for the supervisor of a sector.
  virtual sector_starter starter() = 0;
  /// From here on hosts may come; what is wrong, when they cannot.
  virtual tl::expected<void, error> open() = 0;
  virtual void change_world(const std::vector<agent_id>& whose,
                            const behaviour_change& what) = 0;
  /// All that holds for whoever starts from now on (O6), with each change of it.
  virtual void frozen(const std::vector<freeze_order>& standing) = 0;
  virtual nodes_report nodes() = 0;
  /// Warnings that an operator should see to soon, such as a certificate that ends.
  virtual std::vector<std::string> warnings() = 0;
  /// The problem with that, if there is one.
  virtual error order(const std::string& name, node_act what) = 0;
  /// The enrolments of agents from outside; null: there are none any more.
  virtual void open_enrolments(enrolments* whom) = 0;
  /// To the ports of all hosts.
  virtual void order_ports(const port_order& what) = 0;
  /// The addresses where agents come, that of the host of this part first; may be empty.
  virtual std::vector<std::string> agents_urls(const scope& where) = 0;
  /// Starts what links hosts to this process, when it was given up (O5).
  virtual heal_report heal() = 0;
  /// No host is heard any more.
  virtual void close() = 0;
};

} // namespace mesh
