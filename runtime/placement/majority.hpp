#pragma once
#include <algorithm>
#include <cstddef>

#include "config/placement.hpp"
#include "messages/vocabulary.hpp"

/// Why no sector is ever served by two nodes (R2), whatever links are cut: the
/// argument that isolation (a node's side) and node_table (the hub's) rest on.
///
/// A node may serve what it was given as long as it has a LEASE. It has one
///  (a) until silence_ms + rejoin_ms - margin_ms after it sent the newest batch of which
///      it knows that the hub has it; and after that
///  (b) as long as it knows that MORE THAN HALF of the members, itself counted, do not
///      hear the hub: each of them has said so, in a majority that was whole less than
///      2 ask_ms ago, of answers that were then less than 4 ask_ms old.
/// Without a lease it pauses, and nothing but a welcome by the hub gives it one again.
///
/// Only the hub gives a sector to another node: to one at a time, which is on its disk
/// first. It does so when nobody serves the sector: its holder has dropped it, has come
/// back as a new process, is proven dead or was given up by an operator; or when the
/// holder has no lease at that time t, and then never again, for
///  (a) it was last heard silence_ms + rejoin_ms ago, which is later than it has sent
///      what it knows to have arrived; and
///  (b) of each list of members that it may go by, AT LEAST HALF can not have said in
///      the last longest_lease() before t that they do not hear the hub.
/// The two halves cannot both be: a member is in one of them, and they are more than all.
///
/// Who cannot have said so, as the hub knows it:
///  - A node that hears it. A batch sent at r was acknowledged at a: from a to
///    r + 3/4 silence_ms that node says `yes` to all who ask, on its own clock, whether it
///    stands still meanwhile or not. Such spans have to cover the whole time (`hearing`).
///    A node that is heard, but does not hear (half a link is cut), does not count.
///  - A process that is dead: its witness port was reached before, with its certificate
///    and as that process, and now its host refuses the connection or another process of
///    that name answers there. Or another process of that name says hello from the same
///    operating system, where they are never two at once.
///  - A node that has left: it says nothing from its goodbye on.
///
/// Members are processes, not names. A second process of a name is welcomed only when the
/// first has no lease any more. Where it is not known to be dead it may still answer others,
/// who go by a list that names it: in that list it does not count as the second one does.
/// An answer counts only if it is of the process that the list names.
///
/// Lists of members are numbered, on the disk before anybody is told, and told in order.
/// Which ones a node may go by: from the one that it acknowledged to the newest of when
/// it was lost. Each of these must have its half, so it need not be known which list the
/// node has; a newcomer counts for it only when it knows the newcomer, or when the list
/// before has its half without. Nodes agree on nothing among themselves: what matters is
/// between one node and the hub.
///
/// A hub that starts again has the lists, and what was acknowledged, from its disk;
/// nobody's time begins before it does. While the hub stands still its knowledge of who
/// hears it grows old, and with it the half; a decision that it carries out late is
/// still right, as nobody gets a lease again without it. A node that stood still finds
/// its answers too old, and pauses before it does anything else.
///
/// A hub may start without its disk, or with an old copy of it. Whatever it has stored is
/// counted (its term), and all nodes are told the count. The first that says hello and
/// knows a later one, or a mesh where the hub has none, tells it the list of members that
/// it goes by, too. From then on the hub gives nothing to anybody, and rules nobody out,
/// until each member of each such list has come and said what it holds, is dead, or was
/// given up by an operator. Then all holders are known again, and so are all lists that
/// somebody may go by: those that nodes have said, and what the hub tells from now on.
///
/// Assumed: one hub at a time; of those that the hub hears when it has lost its disk one
/// was told of the others, or there are fewer than expected_nodes; a witness address is the
/// process's own, no balancer's and none that moves to another host while the process may
/// run, and firewalls drop instead of refuse; clocks run equally fast; what an operator
/// gives up does not run.
namespace mesh {

/// That a hub is gone, as `deaf` of the `members` say.
constexpr bool is_majority(std::size_t deaf, std::size_t members) {
  return 2 * deaf > members;
}

/// That no such majority is possible, when so many of the members are not part of it.
constexpr bool rules_out_majority(std::size_t others, std::size_t members) {
  return 2 * others >= members;
}

/// A node knows a majority for so long.
inline duration grace(const placement_config& cfg) {
  return from_ms(2 * cfg.ask_ms);
}

/// No answer that a node acts on is older: answers of two rounds, the grace, and the
/// time between two looks.
inline duration longest_lease(const placement_config& cfg) {
  return from_ms(4 * cfg.ask_ms) + grace(cfg) + from_ms(cfg.ask_ms);
}

/// For so long after it heard the hub a node says that it does. Less than silence_ms, so
/// that nodes which lose their hub together agree that it is gone.
inline duration says_yes(const placement_config& cfg) {
  return from_ms(cfg.silence_ms) * 3 / 4;
}

/// Since when, and how long, one node is certain to say that it hears the hub.
class hearing {
public:
  /// It acknowledged at `now` what was sent to it at `sent`.
  void acknowledged(const placement_config& cfg, time_point sent, time_point now) {
    if (now > until_)
      since_ = now;
    until_ = std::max(until_, sent + says_yes(cfg));
  }
  /// Whether it was all the time that anybody may still act on.
  [[nodiscard]] bool is_certain(const placement_config& cfg, time_point now) const {
    return now < until_ && now >= since_ + longest_lease(cfg);
  }

private:
  time_point since_;
  time_point until_; // in the beginning, long ago
};

} // namespace mesh
