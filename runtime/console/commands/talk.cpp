// Plain words (N1).
#include <nlohmann/json.hpp>
#include <string>

#include "runtime/base/visible.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/talk/conversing.hpp"

namespace mesh::console {

namespace {

using namespace build;

struct talk_command {
  std::string sentence;
};

void run_talk(const talk_command& c, command_context& at, outcome& o) {
  talk::converse(c.sentence, at, o);
}

void would_talk(const talk_command&, command_context&, outcome& o) {
  would_do(o, "answer; what changes the mesh is proposed, and done on a yes");
}

/// The result of a command that a model has asked for, below that command.
std::string draw_looked(const json& result, const render_style& style) {
  auto out = paint("> " + text_or(result, "text", "-"), tone::strong, style) + "\n";
  if (const auto why = text_in(object_in(result, "error"), "detail"))
    return out + "  it failed: " + *why + "\n";
  const auto* spec = find_command(text_or(result, "command", ""));
  if (spec != nullptr && spec->draw != nullptr)
    return out + spec->draw(result, style);
  return out + "  " + json_text(result) + "\n";
}

std::string draw_talk(const json& result, const render_style& style) {
  std::string out;
  if (!flag_in(result, "understood").value_or(false))
    return out; // the error says why
  for (const auto& one : list_in(result, "looked"))
    out += draw_looked(one, style);
  for (const auto& sentence : texts_in(result, "answer"))
    out += sentence + "\n";
  return out;
}

} // namespace

command_spec commands::talk() {
  using args = talk_command;
  return {.name = "talk",
          .group = "propose",
          .summary = "ask and wish in plain words",
          .details =
              "Answers in sentences, and remembers for ten minutes what was spoken about. "
              "A wish that changes the mesh becomes a proposal: \"do it\" has it done, "
              "\"no\" drops it. 'mesh talk' without a sentence reads one after another.",
          .example = "talk \"what is happening in sector 7?\"",
          .start = args{},
          .positionals = {{"SENTENCE", arity::maybe, value_kind::other,
                           assign<&args::sentence, read_text>}},
          .more_examples = {"talk do it"},
          .run = run_as<run_talk>,
          .draw = draw_talk,
          .effect = command_effect::changes,
          .would = run_as<would_talk>};
}

} // namespace mesh::console
