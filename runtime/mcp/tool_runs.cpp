#include "runtime/mcp/tool_runs.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mesh::mcp::runs {

namespace {

/// A result fails when its command could not be done; somebody missing is an outcome.
tool_answer answer_of(json result) {
  const auto failed = result.is_object() && result.contains("error");
  return {std::move(result), failed};
}

/// Asks for a page of a list. `line` is the command without its `--limit`; not every command
/// has that option.
tool_answer look_at_page(const arguments& given, mesh_port& mesh, command_line line,
                         bool has_limit) {
  const auto question = line.text();
  page wanted;
  wanted.size = static_cast<std::size_t>(given.count("limit").value_or(usual_page));
  if (const auto cursor = given.text("cursor")) {
    const auto first = read_cursor(*cursor, question);
    if (!first)
      return failed_with(first.error());
    wanted.first = *first;
  }
  if (has_limit)
    line.option("limit", std::optional(wanted.rows()));
  auto result = mesh.look(line.text());
  cut(result, wanted, question);
  return answer_of(std::move(result));
}

bool names_agent(const std::string& scope) {
  return std::ranges::count(scope, '.') == 2;
}

/// A share as the language writes it.
std::optional<std::string> share_text(std::optional<double> share) {
  if (!share)
    return std::nullopt;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f", *share);
  return text.data();
}

std::optional<std::string> ms_text(std::optional<int> ms) {
  return ms ? std::optional(std::to_string(*ms) + "ms") : std::nullopt;
}

/// A model reads percentiles; a histogram costs it more than the rest of the answer.
json without_bins(json data) {
  const auto arrivals = data.find("arrivals");
  if (arrivals != data.end() && arrivals->is_object() && arrivals->contains("bins")) {
    (*arrivals)["bins_of"] = (*arrivals)["bins"].size();
    arrivals->erase("bins");
  }
  return data;
}

tool_answer answer_of(sent_command sent) {
  if (sent.result && sent.task.empty())
    return answer_of(std::move(*sent.result));
  json data{{"task_id", sent.task}, {"state", "working"}};
  if (sent.cancelled)
    data["state"] = "cancelled";
  else if (sent.result)
    data["state"] = "done";
  auto failed = false;
  if (sent.result) {
    auto whole = answer_of(std::move(*sent.result));
    failed = whole.failed;
    data.update(without_bins(std::move(whole.data)));
  } else if (!sent.cancelled) {
    data["recommendation"] = "call the tool task with this id";
  }
  return {std::move(data), failed};
}

} // namespace

tool_answer status(const arguments&, mesh_port& mesh) {
  return answer_of(mesh.look("status"));
}

tool_answer find_agents(const arguments& given, mesh_port& mesh) {
  command_line line("agents");
  line.word(given.text("scope"))
      .option("class", given.text("class"))
      .option("capability", given.text("capability"))
      .option("state", given.text("state"))
      .option("filter", given.text("filter"))
      .option("sort", given.text("sort"));
  return look_at_page(given, mesh, std::move(line), true);
}

tool_answer explain(const arguments& given, mesh_port& mesh) {
  const auto scope = given.text("scope");
  if (scope && names_agent(*scope))
    return answer_of(mesh.look(command_line("why").word(scope).text()));
  command_line line("stuck");
  line.word(scope);
  return look_at_page(given, mesh, std::move(line), true);
}

tool_answer history(const arguments& given, mesh_port& mesh) {
  command_line line("history");
  line.word(given.text("scope")).option("since", given.text("since"));
  return look_at_page(given, mesh, std::move(line), false);
}

tool_answer conflicts(const arguments& given, mesh_port& mesh) {
  if (const auto id = given.text("id"))
    return answer_of(mesh.look(command_line("conflict").word(id).text()));
  command_line line("conflicts");
  line.word(given.text("scope"))
      .option("since", given.text("since"))
      .flag("unresolved", given.flag("unresolved"));
  return look_at_page(given, mesh, std::move(line), true);
}

tool_answer events(const arguments& given, mesh_port& mesh) {
  command_line line("events");
  line.word(given.text("scope"))
      .option("class", given.text("class"))
      .option("since", given.text("since"));
  return look_at_page(given, mesh, std::move(line), true);
}

tool_answer chains(const arguments& given, mesh_port& mesh) {
  const auto id = given.text("id");
  command_line line(id ? "chain show" : "chain list");
  line.word(id);
  return look_at_page(given, mesh, std::move(line), false);
}

tool_answer ask(const arguments& given, mesh_port& mesh) {
  command_line line("ask");
  line.word(given.text("question"))
      .option("sample", given.count("sample"))
      .option("in", given.text("scope"))
      .option("class", given.text("class"))
      .option("capability", given.text("capability"));
  return answer_of(mesh.send(line.text()));
}

tool_answer gather(const arguments& given, mesh_port& mesh) {
  command_line line("gather");
  line.word(given.text("scope"))
      .option("class", given.text("class"))
      .option("capability", given.text("capability"))
      .option("minimum", share_text(given.share("minimum")))
      .option("window", ms_text(given.count("window_ms")));
  return answer_of(mesh.send(line.text()));
}

tool_answer task(const arguments& given, mesh_port& mesh) {
  auto found = mesh.task(given.text("id").value_or(""), given.flag("cancel"));
  if (!found)
    return failed_with({errc::unknown_target, "there is no such task of yours",
                        "tasks are kept for ten minutes after they have ended; ask again"});
  return answer_of(std::move(*found));
}

tool_answer propose(const arguments& given, mesh_port& mesh) {
  return answer_of(mesh.propose(given.texts("commands"), given.text("why").value_or("")));
}

tool_answer proposals(const arguments& given, mesh_port& mesh) {
  if (const auto number = given.count("number"))
    return answer_of(mesh.look(command_line("proposal").word(std::to_string(*number)).text()));
  command_line line("proposals");
  line.flag("everything", given.flag("everything"));
  return look_at_page(given, mesh, std::move(line), true);
}

} // namespace mesh::mcp::runs
