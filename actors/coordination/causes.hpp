#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/coordination/agent_row.hpp"
#include "actors/coordination/task_book.hpp"

namespace mesh {

/// The agents of one class that have a capability: how many, and their usual time of work.
struct class_figures {
  int agents = 0;
  double work_ms = 0; // mean of their medians
};
using class_table = std::array<class_figures, all_classes.size()>;

/// All that is known about one agent, for a decision about its causes. Times are of one clock.
struct agent_facts {
  agent_row row;
  std::optional<known_task> task; // none: nothing in hand, or it is not known what
  double in_hand_ms = 0;          // since its work began
  class_table able;               // who has the capabilities that the task needs, it included
  bool breaker_open = false;      // its cluster's, its sector's or the global one
  std::string breaker;            // which, and why
  bool avoided = false;           // by a routing rule
  std::uint64_t good_context = 0; // the hash that it should have; 0: not known
  int neighbours = 0;             // agents of its class in its cluster, without it
  int neighbours_alike = 0;       // of them slow or overdue, too
  std::string waits_for;          // such as "a person's answer"; empty: nothing
};

/// One cause, from what the mesh knows (N1).
struct cause {
  std::string_view name; // "class", "queue", "link", "breaker" ... as the results say
  std::string text;      // a sentence without its full stop
};

/// The causes, the likeliest first: what keeps it from all work, then a class that is not
/// made for the task, then its work, queue, link and neighbours. Empty: nothing unusual.
std::vector<cause> causes_of(const agent_facts& facts);

/// The class that does such work much faster than this agent's; none: there is none.
std::optional<agent_class> fitter_class(const agent_facts& facts);

} // namespace mesh
