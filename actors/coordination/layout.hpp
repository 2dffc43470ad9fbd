#pragma once
#include <optional>
#include <vector>

#include "config/config.hpp"
#include "messages/agent_identity.hpp"
#include "messages/capabilities.hpp"
#include "messages/ids.hpp"

namespace mesh {

/// The agents of a mesh by class: the classes' shares dealt out so that every cluster
/// has nearly the same mix, then what the configuration says of named agents.
class layout {
public:
  /// `cfg` must be valid and outlive the layout.
  explicit layout(const config& cfg);
  [[nodiscard]] const capability_catalogue& capabilities() const { return catalogue_; }
  [[nodiscard]] agent_identity identity(agent_id id) const {
    return identity(id, dealt(index_of(id)));
  }
  /// Of one that was dealt this class, which the configuration may overrule.
  [[nodiscard]] agent_identity identity(agent_id id, agent_class cls) const;
  /// Gives it these, too; the catalogue must know them.
  void add_capabilities(const std::vector<std::string>& names, agent_identity& who) const;
  /// The class that the deal has for the n-th agent of the mesh.
  [[nodiscard]] agent_class dealt(int n) const;
  /// Position of the agent in the mesh, 0 to agents - 1.
  [[nodiscard]] int index_of(agent_id id) const;
  [[nodiscard]] agent_id id_of(int index) const;
  [[nodiscard]] bool contains(agent_id id) const;
  /// Whether the scope names something that exists.
  [[nodiscard]] bool contains(const scope& where) const;
  [[nodiscard]] int agents() const { return cfg_.topology.agents; }

private:
  const config& cfg_;
  capability_catalogue catalogue_;
  std::array<capability_set, 6> class_capabilities_{};
  std::vector<agent_class> deal_; // repeats over the agents of the mesh
};

/// The figures assumed of an agent of this class before the first measurement
/// (Z1): the middle of the latency range, the class's processing time.
double prior_latency_ms(const class_config& cls);

} // namespace mesh
