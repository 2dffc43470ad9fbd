#include "runtime/console/talk/model_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/base/utf8.hpp"

namespace mesh::console::talk {

namespace {

constexpr std::size_t most_commands = 10;
constexpr std::size_t most_said = 500;   // characters
constexpr std::size_t most_quoted = 120; // of what is no answer

tl::unexpected<std::string> garbage(const std::string& why, std::string_view text) {
  return tl::unexpected("the model's answer " + why + ": "
                        + printable(first_characters(text, most_quoted)));
}

} // namespace

tl::expected<model_answer, std::string> read_model_answer(std::string_view text) {
  const auto all = nlohmann::json::parse(text, nullptr, false);
  if (!all.is_object())
    return garbage("is no JSON object", text);
  for (const auto& [name, value] : all.items())
    if (name != "commands" && name != "say")
      return garbage("has more in it than commands and say", text);
  const auto commands = all.find("commands");
  if (commands == all.end() || !commands->is_array()
      || !std::ranges::all_of(*commands, [](const auto& one) { return one.is_string(); }))
    return garbage("has no list of commands", text);
  if (commands->size() > most_commands)
    return garbage("has more than " + std::to_string(most_commands) + " commands", text);
  const auto say = all.find("say");
  if (say != all.end() && !say->is_string())
    return garbage("says something that is no text", text);
  model_answer answer;
  answer.commands = commands->get<std::vector<std::string>>();
  if (say != all.end()) {
    const auto said = say->get<std::string>();
    answer.say = printable(first_characters(said, most_said));
    if (count_characters(said) > most_said)
      answer.say += " ...";
  }
  return answer;
}

} // namespace mesh::console::talk
