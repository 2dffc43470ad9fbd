#include "runtime/console/language/help_pages.hpp"

namespace mesh::console {

namespace {

constexpr std::string_view exit_codes =
    R"(Exit codes, of a command and of a script that ends with it:
  0  done, and no agent missing
  1  error
  2  usage: the command or the script is not well formed, and nothing ran
  3  quorum met, but some are missing
     or the script is over, and commands are held for a better mode still
  4  quorum missed, or timeout
  5  denied, by the mode of the mesh too: refused, or it needs --approve
  6  frozen, or a circuit breaker is open
An agent skipped for want of lead time is named, and is not missing.
A script goes on after a 3 and stops at any other code that is not 0, unless
`on failure continue` or --keep-going says otherwise: it then ends with the
worst of the failures. Without one it ends with 0, or, with --strict, with the
worst code it met. A failure that the next command expects, as in
`expect last.exit_code = 5`, counts as none. A held command that fails when it
runs does not stop the script, but counts. A watch that Ctrl-C ends has the
code of its last look.
)";

constexpr std::string_view states = R"(What an agent answers:
  +1  ready: done, with a value
   0  in transit: not answered yet, or it could not be done
  -1  conflict: the result contradicts the agent's context or another result;
      this is information, not a failure
What can become of a message that was to be sent or was sent:
  straggler  no answer inside the window
  skipped    its send time had passed already (insufficient_lead_time)
  expired    its time to live ended on the way
  refused    the agent, its queue or its work rejected it; the reason says why
What an agent can be:
  active, degraded, offline, quarantined
  suspect: its host is silent or its link is lost, so its state is unknown; it is
  as before when the host is back, and offline when the host is lost, until
  another host has its sector
)";

constexpr std::string_view filters =
    R"(--filter EXPR shows the rows of a list for which EXPR holds. The mesh evaluates
it, so only those rows travel.
  agents --filter "latency_ms > 200 and class = D"
  events --filter "line ~ breaker or count >= 10"
  agents --filter "not (state = active) and flags != frozen"
A comparison is COLUMN OP VALUE; `help agents` lists the columns of agents.
  < <= = == != >= >   figures; 200ms, 5s and 99% where the column is such
  = ==                text, without case: all of it, or its beginning up to a _
  !=                  any other text
  ~ !~                text that contains it, or does not
A column of several texts, as flags, is = when one of them is. An unknown value
fulfils only != and !~. `not` binds most, then `and`, then `or`; ( ) group.
Values with blanks stand in quotes.
)";

constexpr std::string_view output =
    R"(-o FORMAT, or --output FORMAT, of one line or of the whole `mesh`:
  table   for people, fitted to the width of the terminal (the default)
  wide    lists with all their columns, however wide
  csv     lists as comma separated values
  name    lists as the names of their rows, one a line
  json    the whole result, indented
  jsonl   the whole result on a line; lists one row a line
Lists take --columns A,B, --sort COLUMN (-COLUMN: the greatest first),
--filter EXPR and --no-headers. Results go to stdout; errors and remarks go to
stderr, in every format. --color auto, always or never; NO_COLOR means never.
)";

} // namespace

const std::vector<help_page>& help_pages() {
  static const std::vector<help_page> all{
      {"exit-codes", exit_codes}, {"states", states}, {"filters", filters}, {"output", output}};
  return all;
}

} // namespace mesh::console
