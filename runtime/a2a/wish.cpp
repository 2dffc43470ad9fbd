#include "runtime/a2a/wish.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "runtime/mcp/arguments.hpp"

namespace mesh::a2a::inward {

namespace {

using mcp::arguments;
using mcp::command_line;
using mcp::parameter;
using mcp::parameter_kind;

constexpr auto plan_file = "plan.chain.json";
constexpr std::size_t longest_text = 65'536;
constexpr int longest_ms = 3'600'000;

/// The duration of an argument in milliseconds, as the language writes it.
std::optional<std::string> duration_of(const arguments& given, std::string_view name) {
  const auto ms = given.count(name);
  return ms ? std::optional(std::to_string(*ms) + "ms") : std::nullopt;
}

wish delegate(const arguments& given) {
  command_line line("delegate");
  line.word(given.text("task"))
      .option("to", given.text("to"))
      .option("capability", given.text("capability"))
      .option("timeout", duration_of(given, "timeout_ms"));
  return {"delegate", line.text(), {}};
}

wish gather(const arguments& given) {
  std::optional<std::string> minimum;
  if (const auto share = given.share("minimum")) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6f", *share);
    minimum = text.data();
  }
  command_line line("gather");
  line.word(given.text("scope"))
      .option("class", given.text("class"))
      .option("capability", given.text("capability"))
      .option("minimum", minimum)
      .option("window", duration_of(given, "window_ms"))
      .option("payload", given.text("payload"));
  return {"gather", line.text(), {}};
}

wish chain(const arguments& given) {
  command_line line("chain run");
  line.word(std::optional<std::string>(plan_file)).flag("follow", true);
  line.option("timeout", duration_of(given, "timeout_ms"));
  return {"chain", line.text(), {}};
}

struct skill {
  std::string_view name;
  std::string_view about;
  std::string_view example;
  std::vector<parameter> parameters;
  wish (*made)(const arguments&);
};

const std::vector<skill>& table() {
  static const std::vector<skill> all{
      {"delegate",
       "One agent does a task. A text alone is such a task.",
       R"({"skill": "delegate", "task": "summarise the log", "capability": "inference"})",
       {{"task", parameter_kind::text, "", true, longest_text},
        {"to", parameter_kind::text, "an agent, a class or best"},
        {"capability", parameter_kind::text},
        {"timeout_ms", parameter_kind::count, "", false, 0, longest_ms}},
       delegate},
      {"gather",
       "Many agents are ready at the same moment. `minimum` is the quorum. The result names "
       "missing, late and conflicting agents.",
       R"({"skill": "gather", "scope": "s07", "minimum": 0.95})",
       {{"scope", parameter_kind::text, "all, s07, s07.c04 or s07.c04.a12"},
        {"class", parameter_kind::text},
        {"capability", parameter_kind::text},
        {"minimum", parameter_kind::share, "from 0 to 1"},
        {"window_ms", parameter_kind::count, "", false, 0, longest_ms},
        {"payload", parameter_kind::text, "", false, longest_text}},
       gather},
      {"chain",
       "Agents do a chain of tasks and verify each other's. `plan` is the chain.",
       R"({"skill": "chain", "plan": {"name": "review", "tasks": []}})",
       {{"timeout_ms", parameter_kind::count, "", false, 0, longest_ms}},
       chain},
  };
  return all;
}

error wrong(std::string detail) {
  return {errc::invalid_argument, std::move(detail),
          "send a text to delegate, or one part with data such as "
              + std::string(table()[1].example)};
}

/// The arguments of a message: of its part with data, or of its text.
tl::expected<json, error> arguments_in(const json& message) {
  const auto parts = message.value("parts", json());
  if (!parts.is_array() || parts.size() != 1 || !parts.front().is_object())
    return tl::unexpected(wrong("the message has not exactly one part"));
  const auto& part = parts.front();
  if (const auto data = part.find("data"); data != part.end() && data->is_object())
    return *data;
  if (const auto text = part.find("text"); text != part.end() && text->is_string())
    return json{{"skill", "delegate"}, {"task", *text}};
  return tl::unexpected(wrong("the part has neither a text nor an object in data"));
}

} // namespace

tl::expected<wish, error> read_wish(const json& message) {
  auto given = arguments_in(message);
  if (!given)
    return tl::unexpected(given.error());
  const auto name = given->value("skill", json());
  const auto& all = table();
  const auto found = name.is_string()
                         ? std::ranges::find(all, name.get<std::string>(), &skill::name)
                         : all.end();
  if (found == all.end())
    return tl::unexpected(wrong("data.skill is none of delegate, gather and chain"));
  given->erase("skill");
  std::string plan;
  if (found->name == "chain") {
    if (!given->value("plan", json()).is_object())
      return tl::unexpected(wrong("data.plan is no object"));
    plan = (*given)["plan"].dump();
    given->erase("plan");
  }
  const auto read = arguments::read(found->parameters, *given);
  if (!read)
    return tl::unexpected(read.error());
  auto made = found->made(*read);
  if (!plan.empty())
    made.files.emplace(plan_file, std::move(plan));
  return made;
}

json skills() {
  json all = json::array();
  for (const auto& one : table())
    all.push_back({{"id", one.name},
                   {"name", one.name},
                   {"description", one.about},
                   {"tags", json::array({"mesh"})},
                   {"examples", json::array({one.example})},
                   {"inputModes", json::array({"application/json", "text/plain"})}});
  return all;
}

} // namespace mesh::a2a::inward
