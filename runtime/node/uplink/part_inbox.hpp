#pragma once
#include <functional>

#include <caf/event_based_actor.hpp>

#include "actors/parts/surroundings.hpp"
#include "messages/interfaces.hpp"
#include "runtime/node/protocol/parcel.hpp"
#include "runtime/node/uplink/hosted_parts.hpp"
#include "runtime/node/uplink/part_pauses.hpp"

namespace mesh::node {

/// Gives what is for a part that is here to its coordinator or its lead, or to its
/// supervisor, as the protocol table says.
///
/// Each question is answered, also when nobody is there for it. A post that comes here and
/// goes no further is counted. The rest is said again to the next coordinator or lead.
class part_inbox {
public:
  /// `answer` takes an answer to a question on its way.
  part_inbox(caf::event_based_actor* self, surroundings& around, hosted_parts& parts,
             part_pauses& pauses, std::function<void(link_entry)> answer)
      : self_(self),
        around_(around),
        parts_(parts),
        pauses_(pauses),
        answer_(std::move(answer)) {}

  /// The supervisor of all that this node holds.
  void meet(const caf::actor& supervisor) { supervisor_ = supervisor; }
  void meet(const orchestrator_actor& proxy) { orchestrator_ = proxy; }

  /// False: it is not for a part of this kind.
  bool take(const placed_part& part, parcel said);
  /// Nobody is there for it.
  void refuse(const parcel& said);

private:
  bool to_supervisor(const hosted_part& h, parcel said);
  void hand_to(const caf::actor& whom, const parcel& said);
  template <class Report, class Order>
  void ask(const caf::actor& whom, const parcel& question, entry_kind kind);
  void answer(const parcel& question, entry_kind kind, std::string body);

  caf::event_based_actor* self_;
  surroundings& around_;
  hosted_parts& parts_;
  part_pauses& pauses_;
  std::function<void(link_entry)> answer_;
  caf::actor supervisor_;
  orchestrator_actor orchestrator_;
};

} // namespace mesh::node
