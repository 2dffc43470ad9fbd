#include "runtime/console/talk/asking_model.hpp"

#include <nlohmann/json.hpp>

#include "actors/work/http/talk_model.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/talk/model_answer.hpp"
#include "runtime/console/talk/model_gate.hpp"
#include "runtime/console/talk/model_prompt.hpp"
#include "runtime/proposals/operators_desk.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_shown = 120; // characters of a command that is refused

/// The results that go along with the sentence, with the operator's rights.
std::vector<looked_at> results_about(turn& in, const std::string& sentence,
                                     const known_names& names) {
  std::vector<looked_at> all;
  if (in.at.mesh.cfg().talk.model.context_bytes == 0)
    return all;
  const auto words = words_of(sentence);
  if (!words)
    return all;
  for (const auto& command :
       looks_about(items_of(*words, languages().front(), names), in.about)) {
    auto result = in.at.run_line(command, false);
    if (result.code == exit_code::done || result.code == exit_code::some_missing)
      all.push_back({command, std::move(result.data)});
  }
  return all;
}

/// Runs a command that only looks; its result is shown to the operator, and to nobody else.
void show(turn& in, const std::string& command, outcome& o) {
  auto result = in.at.run_line(command, false);
  in.code = worse(in.code, result.code);
  result.data["text"] = command;
  o.data["looked"].push_back(std::move(result.data));
}

void refuse(turn& in, const std::string& command, const std::string& why, outcome& o) {
  const auto shown = printable(first_characters(command, most_shown));
  o.data["model"]["refused"].push_back({{"command", command}, {"why", why}});
  in.complain("The model asked for '" + shown + "', which is refused: " + why + ".", "");
}

} // namespace

bool may_ask_model(const command_context& at, const not_understood& why) {
  return why.of_words && at.run_line && at.mesh.desk().model;
}

tl::expected<void, error> ask_model(turn& in, const std::string& sentence,
                                    const known_names& names, outcome& o) {
  const auto model = in.at.mesh.desk().model;
  const auto bytes = static_cast<std::size_t>(in.at.mesh.cfg().talk.model.context_bytes);
  const auto told = model->answer_to(
      question_about(sentence, in.about, results_about(in, sentence, names), bytes));
  if (!told)
    return tl::unexpected(told.error());
  const auto answer = read_model_answer(*told);
  if (!answer)
    return tl::unexpected(error{errc::call_bad_answer, answer.error(),
                                "say it in other words, or ask a model that keeps to JSON"});
  o.data["model"] = {
      {"said", answer->say}, {"commands", answer->commands}, {"refused", json::array()}};
  o.data["looked"] = json::array();
  if (!answer->say.empty())
    in.say("model: " + answer->say);
  const spoken_wishes asked(sentence, names, in.about);
  suggestion changes{{}, in.at.who + " asked for it, in words that a model has read", "model"};
  for (const auto& command : answer->commands) {
    const auto judged = judge(command, asked);
    if (!judged)
      refuse(in, command, judged.error(), o);
    else if (judged->changes)
      changes.commands.push_back(judged->text);
    else
      show(in, judged->text, o);
  }
  in.offer(changes);
  if (answer->commands.empty() && answer->say.empty())
    in.complain("The model knows nothing to do or to say about that.",
                "Say it in other words.");
  in.about.topic = "model";
  return {};
}

} // namespace mesh::console::talk
