// What protects the mesh, and what puts that to the test: crash, hang, heal, held.
#include <limits>

#include "runtime/console/grammar_builder.hpp"

namespace mesh::console {

namespace {

using namespace build;

read_result<int> read_held_number(std::string_view text) {
  return read_count(text, 1, std::numeric_limits<int>::max());
}

template <class Fault>
command_spec fault_spec(std::string_view name, std::string_view summary,
                        std::string_view example) {
  // Members of the base: the pointers' class would be that of the base, too.
  return {name,
          "protect",
          summary,
          "An agent, the lead of a cluster, the coordinator of a sector, or with `all` the "
          "orchestrator. With a share it is so many of the agents in the scope, by chance and "
          "from the seed.",
          example,
          Fault{},
          {{"TARGET", arity::one, value_kind::scope,
            [](command& into, std::string_view text) -> std::optional<value_problem> {
              auto where = read_scope(text);
              if (!where)
                return where.error();
              std::get<Fault>(into).where = *where;
              return std::nullopt;
            }},
           {"SHARE", arity::optional, value_kind::other,
            [](command& into, std::string_view text) -> std::optional<value_problem> {
              auto share = read_ratio(text);
              if (!share)
                return share.error();
              std::get<Fault>(into).share = *share;
              return std::nullopt;
            }}}};
}

} // namespace

std::vector<command_spec> protect_commands() {
  return {
      fault_spec<crash_command>("crash", "let actors throw an exception", "crash s07 10%"),
      fault_spec<hang_command>("hang", "let actors give no sign of life any more",
                               "hang s07.c04.a12"),
      {"heal",
       "protect",
       "start again what was given up",
       "Supervisors restart what fails by themselves; what fails too often is given up and "
       "stays down until this. Names each thing done.",
       "heal s07",
       heal_command{},
       {{"SCOPE", arity::optional, value_kind::scope,
         assign<&heal_command::where, read_scope>}},
       {approve_option<&heal_command::approve>()}},
      {"held", "protect", "the commands that wait for a better mode",
       "A mesh that has lost many agents lets work wait that is not urgent. It runs by "
       "itself, in order, as soon as the mode allows: between commands, and while `wait` and "
       "`expect` let time pass.",
       "held", held_command{}},
      {"held drop",
       "protect",
       "do not run a held command any more",
       "Takes the command with this number out; `held` lists them.",
       "held drop 1",
       held_drop_command{},
       {{"N", arity::one, value_kind::other,
         assign<&held_drop_command::number, read_held_number>}}}};
}

} // namespace mesh::console
