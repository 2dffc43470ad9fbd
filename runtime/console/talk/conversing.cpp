#include "runtime/console/talk/conversing.hpp"

#include <nlohmann/json.hpp>

#include "actors/coordination/roster.hpp"
#include "runtime/console/shared/proposing.hpp"
#include "runtime/console/talk/answers.hpp"
#include "runtime/console/talk/asking_model.hpp"
#include "runtime/console/talk/decisions.hpp"
#include "runtime/console/talk/turn.hpp"
#include "runtime/console/talk/wishes.hpp"
#include "runtime/mesh/nodes_report.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console::talk {

namespace {

known_names names_of(command_context& at) {
  known_names names;
  names.capabilities = at.mesh.who().capabilities().names();
  if (const auto hosts = at.mesh.hosts())
    for (const auto& one : hosts->nodes)
      names.hosts.push_back(one.row.name);
  return names;
}

void take_turn(turn& in, const intent& what) {
  if (what.name == "yes")
    say_yes(in, what);
  else if (what.name == "no")
    say_no(in, what);
  else if (what.wish)
    wish_for(in, what);
  else
    answer(in, what);
  in.about.topic = what.name;
}

void refuse(const not_understood& why, outcome& o) {
  o.data["understood"] = false;
  o.data["answer"] = {why.detail, why.remedy};
  fail(o, {why.unknown_name ? errc::unknown_target : errc::parse_error,
           (why.unknown_name ? "" : "not understood: ") + why.detail, why.remedy});
}

/// Neither the grammar nor the model knew what was meant.
not_understood with_model(const not_understood& grammar, const error& model) {
  return {grammar.detail + "; and " + model.detail,
          grammar.remedy + (model.remedy.empty() ? "" : "; about the model: " + model.remedy)};
}

/// Says how what was offered is had or dropped.
void ask_for_yes(turn& in) {
  if (in.offered.empty())
    return;
  in.about.proposals = in.offered;
  const auto waiting =
      in.at.mesh.desk().proposals.waiting_of(in.at.who, in.at.mesh.wall_ms()).size();
  const auto number = std::to_string(in.offered.front());
  in.say(waiting == 1
             ? "Say \"do it\" to have it done, or \"no\"."
             : many(waiting, "proposal") + " of yours wait: say for example \"do proposal "
                   + number + "\", or \"reject proposal " + number + "\".");
}

} // namespace

void converse(const std::string& sentence, command_context& at, outcome& o) {
  note_expired(at);
  const auto names = names_of(at);
  const auto meant = understand(sentence, names);
  if (!meant && !may_ask_model(at, meant.error()))
    return refuse(meant.error(), o);
  auto& conversations = at.mesh.desk().conversations;
  turn mine{at, conversations.of(at.who, at.mesh.now())};
  o.data["understood"] = true;
  o.data["intents"] = json::array();
  if (!meant) {
    if (const auto useful = ask_model(mine, sentence, names, o); !useful)
      return refuse(with_model(meant.error(), useful.error()), o);
  } else {
    for (const auto& one : *meant) {
      o.data["intents"].push_back(one.name);
      take_turn(mine, one);
      if (mine.code != exit_code::done)
        break; // what stands behind it may build on it
    }
  }
  ask_for_yes(mine);
  conversations.keep(at.who, mine.about, at.mesh.now());
  o.data["answer"] = mine.said;
  o.data["proposals"] = mine.offered;
  o.code = worse(o.code, mine.code);
}

} // namespace mesh::console::talk
