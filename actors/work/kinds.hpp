#pragma once
#include <functional>
#include <memory>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/work.hpp"
#include "messages/agent_identity.hpp"

namespace mesh {

struct calls_config;
struct config;
class linked_agents;
class person_desk;
class simulated_world;
class web_caller;

/// Opens what calls agents behind a URL; its error names what is missing.
using web_caller_maker =
    std::function<tl::expected<std::shared_ptr<web_caller>, error>(const calls_config&)>;

/// The process in which agents work, as a kind of work may use it.
struct work_site {
  const config& cfg; // outlives all work
  std::shared_ptr<const simulated_world> world;
  bool virtual_time = false;                  // it jumps from event to event
  std::shared_ptr<linked_agents> linked = {}; // those from outside; null: none can come
  std::shared_ptr<person_desk> people = {};   // null: there are none
  web_caller_maker calls = {};                // empty: no URL can be called from here
};

/// Makes an agent's work; null for an agent whose work is of another kind.
using work_maker = std::function<std::shared_ptr<work>(const agent_identity&)>;

/// A kind of work: a row of kinds.inc.
struct work_kind {
  std::string_view name; // for errors
  /// Called once in a process, before its agents start: opens what the works of this kind
  /// share. An empty maker when the configuration has no agent of this kind. `unsupported`
  /// when there are such agents and they cannot work here, in virtual time for example.
  tl::expected<work_maker, error> (*open)(const work_site& site) = nullptr;
};

namespace work_kinds {

#define MESH_WORK(name) work_kind name();
#include "actors/work/kinds.inc"
#undef MESH_WORK

} // namespace work_kinds

/// All kinds of work that a process has open.
class open_kinds {
public:
  /// Opens each kind of the table. Its first error, if there is one.
  static tl::expected<open_kinds, error> open(const work_site& site);
  /// None is open: there is no work.
  open_kinds() = default;
  /// Of the first kind that has work for this agent; null when none has.
  [[nodiscard]] std::shared_ptr<work> make(const agent_identity& agent) const;

private:
  std::vector<work_maker> makers_;
};

} // namespace mesh
