// Looking at the mesh: status, agents, agent, cluster, sector.
#include <algorithm>
#include <array>

#include "runtime/base/utf8.hpp"
#include "runtime/console/format.hpp"
#include "runtime/console/renderers.hpp"
#include "runtime/console/table.hpp"
#include "runtime/console/text.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t label_width = 13;
constexpr int status_bar_width = 30;

std::string labelled(std::string_view label, const std::string& text) {
  auto out = concat({"  ", label});
  out.append(label_width - std::min(label_width, label.size()), ' ').append(text);
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::string share_line(std::string_view label, const json& part, const char* key,
                       std::string_view what, const render_style& style) {
  auto have = number_in(part, key);
  auto total = number_in(part, "total");
  if (!have || !total)
    return labelled(label, number_text(have) + " " + std::string(what));
  auto share = *total > 0 ? *have / *total : 0;
  auto text = concat({count_of(*have, *total), " ", what, ", ", percent_text(share)});
  text.append(text.size() < 36 ? 36 - text.size() : 1, ' ');
  return labelled(label, text + bar(share, status_bar_width, style));
}

/// For how long the agent has had its work in hand.
std::string in_hand_text(const json& row) {
  auto since = number_in(object_in(row, "in_hand"), "since_s");
  return since ? number_text(since, 1) + " s" : "-";
}

std::string agent_table(const json& rows, const render_style& style) {
  std::vector<text_table::column> columns{{"agent"},
                                          {"class"},
                                          {"state"},
                                          {"score ms", to_right},
                                          {"lat ms", to_right},
                                          {"work ms", to_right},
                                          {"queue", to_right},
                                          {"rel", to_right},
                                          {"drift", to_right},
                                          {"ago s", to_right},
                                          {"flags"}};
  auto someone_works = std::ranges::any_of(
      rows, [](const json& row) { return has(object_in(row, "in_hand"), "message"); });
  if (someone_works)
    columns.insert(columns.end() - 1, {"in hand", to_right});
  text_table table(std::move(columns));
  for (const auto& row : rows) {
    std::vector<std::string> cells{text_or(row, "id", "-"),
                                   text_or(row, "class", "-"),
                                   text_or(row, "state", "-"),
                                   number_text(number_in(row, "score")),
                                   ms_text(number_in(row, "latency_ms")),
                                   ms_text(number_in(row, "processing_ms")),
                                   number_text(number_in(row, "queue")),
                                   number_text(number_in(row, "reliability"), 2),
                                   number_text(number_in(row, "drift"), 2),
                                   number_text(number_in(row, "heard_s"), 1),
                                   listed(texts_in(row, "flags"))};
    if (someone_works)
      cells.insert(cells.end() - 1, in_hand_text(row));
    table.add(std::move(cells));
  }
  return table.empty() ? "  no agents\n" : table.str(style);
}

std::string cluster_table(const json& rows, const render_style& style) {
  text_table table({{"cluster"},
                    {"active", to_right},
                    {"mean score ms", to_right},
                    {"p95 score ms", to_right},
                    {"slowest"},
                    {"fastest"},
                    {"age s", to_right}});
  for (const auto& row : rows)
    table.add(
        {text_or(row, "id", "-"),
         count_of(number_in(row, "active").value_or(0), number_in(row, "agents").value_or(0)),
         number_text(number_in(row, "mean_score")), number_text(number_in(row, "p95_score")),
         text_or(row, "slowest", "-"), text_or(row, "fastest", "-"),
         number_text(number_in(row, "age_s"), 1)});
  return table.empty() ? "  no clusters\n" : table.str(style);
}

/// How many conflicts wait, and above all when they cannot be written.
std::string journal_lines(const json& journal, const render_style& style) {
  std::string out;
  if (auto open = number_in(journal, "unresolved"); open > 0.0)
    out += labelled("",
                    concat({number_text(open), " unresolved, ",
                            number_text(number_in(journal, "overdue")), " overdue, ",
                            number_text(number_in(journal, "for_a_person")), " for a person"}));
  if (auto problem = text_in(journal, "problem"); problem && !problem->empty())
    out += labelled("store", paint("takes nothing: " + *problem, tone::bad, style));
  auto unwritten = number_in(journal, "unwritten");
  auto refused = number_in(journal, "refused");
  if (unwritten > 0.0 || refused > 0.0)
    out += labelled("", concat({number_text(unwritten), " conflicts wait in memory, ",
                                number_text(refused), " are lost"}));
  return out;
}

/// F2: when this process cannot judge anybody, and what came of that.
std::string process_lines(const json& process, const render_style& style) {
  std::string out;
  if (process.value("starved", false))
    out += labelled("process", paint("starved, now " + with_ms(number_in(process, "late_ms"))
                                         + " late: nobody is declared dead until it runs on "
                                           "time for a while; see whether it gets enough CPU",
                                     tone::warning, style));
  if (number_in(process, "times_starved") > 0.0)
    out += labelled(
        out.empty() ? "process" : "",
        concat({"stopped or starved ", number_text(number_in(process, "times_starved")),
                " times, deaf for ", number_text(number_in(process, "away_s"), 1), " s"}));
  if (auto held = number_in(process, "deaths_held"); held > 0.0)
    out += labelled(out.empty() ? "process" : "",
                    paint(number_text(held)
                              + " times somebody silent was not replaced: too many "
                                "are silent at a time",
                          tone::warning, style));
  return out;
}

std::string active_of(const json& result) {
  return count_of(number_in(result, "active").value_or(0),
                  number_in(result, "agents").value_or(0))
         + " agents active";
}

} // namespace

std::string shown_of(const json& result, const std::string& what, const std::string& hint) {
  auto shown = number_in(result, "shown");
  auto total = number_in(result, "of");
  if (!shown || !total)
    return {};
  return "  " + count_of(*shown, *total) + " " + what
         + (*shown < *total && !hint.empty() ? ": " + hint : "") + "\n";
}

/// How many of the agents are not as they should be, and how.
std::string agent_lines(const json& agents) {
  constexpr std::array<std::pair<const char*, const char*>, 6> kinds{{
      {"degraded", " degraded: slower than usual for them"},
      {"overdue", " with overdue work, see 'events'"},
      {"quarantined", " quarantined"},
      {"suspect", " suspect: their host is silent"},
      {"joining", " joining"},
      {"leaving", " leaving"},
  }};
  std::string out;
  for (const auto& [key, text] : kinds)
    if (auto count = number_in(agents, key); count > 0.0)
      out += labelled("", number_text(count) + text);
  return out;
}

std::string node_lines(const json& nodes, const render_style& style) {
  auto out = labelled("nodes", count_of(number_in(nodes, "up").value_or(0),
                                        number_in(nodes, "total").value_or(0))
                                   + " up");
  if (auto unplaced = number_in(nodes, "unplaced"); unplaced > 0.0)
    out += labelled(
        "", paint(number_text(unplaced) + " sectors are on no node", tone::warning, style));
  if (auto pending = number_in(nodes, "pending"); pending > 0.0)
    out += labelled(
        "", paint(number_text(pending) + " sectors are given to somebody by decision only",
                  tone::warning, style));
  if (auto starting = number_in(nodes, "starting"); starting > 0.0)
    out += labelled("", number_text(starting) + " sectors are starting");
  return out;
}

std::string render_status(const json& result, const render_style& style) {
  auto mode = text_or(result, "mode", "unknown");
  auto out = "mesh " + paint(mode, mode == "FULL" ? tone::good : tone::warning, style) + "\n";
  if (auto alert = text_in(result, "alert"))
    out += "  " + paint("ALERT: " + *alert, tone::bad, style) + "\n";
  out += share_line("agents", object_in(result, "agents"), "active", "active", style);
  out += agent_lines(object_in(result, "agents"));
  out += share_line("sectors", object_in(result, "sectors"), "healthy", "healthy", style);
  if (auto degraded = number_in(object_in(result, "sectors"), "degraded"); degraded > 0.0)
    out += labelled("", number_text(degraded) + " degraded");
  if (auto nobodys = texts_in(object_in(result, "sectors"), "nobody_serves"); !nobodys.empty())
    out += labelled(
        "", paint(concat({number_text(double(nobodys.size())),
                          " served by nobody: ", shortened(listed(nobodys), style.width)}),
                  tone::bad, style));
  out += labelled("clusters", number_text(number_in(result, "clusters")));
  if (has(result, "nodes"))
    out += node_lines(object_in(result, "nodes"), style);
  for (const auto& warning : texts_in(result, "warnings"))
    out += labelled("warning", paint(warning, tone::warning, style));
  const auto& impedance = object_in(result, "impedance");
  out += labelled("impedance", "mean " + with_ms(number_in(impedance, "mean")) + ", p95 "
                                   + with_ms(number_in(impedance, "p95")));
  out += labelled("conflicts",
                  number_text(number_in(result, "conflicts_last_hour")) + " in the last hour");
  if (auto orchestrator = text_or(result, "orchestrator", "up"); orchestrator != "up")
    out += labelled("orchestrator", paint(orchestrator, tone::warning, style));
  out += journal_lines(object_in(result, "journal"), style);
  out += process_lines(object_in(result, "process"), style);
  const auto& supervision = object_in(result, "supervision");
  auto replaced = number_in(supervision, "replaced");
  if (replaced > 0.0 || number_in(supervision, "given_up") > 0.0)
    out += labelled("supervision", number_text(replaced) + " replaced, "
                                       + number_text(number_in(supervision, "given_up"))
                                       + " given up");
  const auto& breakers = object_in(result, "breakers");
  auto global = breakers.value("global", false);
  auto clusters = number_in(breakers, "clusters").value_or(0);
  auto sectors = number_in(breakers, "sectors").value_or(0);
  if (global || clusters + sectors > 0)
    out += labelled(
        "breakers",
        paint(concat({number_text(clusters), " of clusters and ", number_text(sectors),
                      " of sectors", global ? " and the global one" : "", " not closed"}),
              tone::warning, style)
            + ", " + number_text(number_in(breakers, "turned_away")) + " messages turned away");
  const auto& frozen = object_in(result, "frozen");
  if (auto scopes = texts_in(frozen, "scopes"); !scopes.empty())
    out += labelled("frozen", paint(number_text(number_in(frozen, "agents")) + " agents in "
                                        + shortened(listed(scopes), style.width),
                                    tone::warning, style));
  if (auto unwritten = number_in(frozen, "unwritten"); unwritten > 0.0)
    out += labelled(
        "", paint("not on the disk yet: " + text_or(frozen, "problem", "-"), tone::bad, style));
  if (auto held = number_in(result, "held"); held > 0.0)
    out += labelled("held", number_text(held) + " wait for a better mode, see 'held'");
  auto since = number_in(result, "since_last_cascade_s");
  return out
         + labelled("last cascade", since ? number_text(since, *since < 100 ? 1 : 0) + " s ago"
                                          : std::string("none yet"));
}

std::string render_agents(const json& result, const render_style& style) {
  return agent_table(list_in(result, "rows"), style)
         + shown_of(result, "agents", "--limit all shows every one");
}

std::string render_agent(const json& result, const render_style& style) {
  auto out = concat({paint(text_or(result, "id", "-"), tone::strong, style), "  ",
                     text_or(result, "class", "-"), "  ", text_or(result, "state", "-"), "\n"});
  for (auto [key, label] : {std::pair{"score", "score"},
                            {"latency_ms", "latency"},
                            {"processing_ms", "processing"}})
    out += labelled(label, with_ms(number_in(result, key)));
  if (auto usual = number_in(result, "usual_ms"))
    out += labelled("usual", with_ms(usual));
  if (const auto& holds = object_in(result, "in_hand"); has(holds, "message"))
    out += labelled("in hand",
                    concat({text_or(holds, "message", "-"), " for ", in_hand_text(result),
                            "; by ", text_or(holds, "usual_from", "-"), " such work takes ",
                            with_ms(number_in(holds, "usual_ms"))}));
  out += labelled("queue", number_text(number_in(result, "queue")) + " waiting");
  for (const auto* key : {"reliability", "drift", "confidence"})
    out += labelled(key, number_text(number_in(result, key), 3));
  out += labelled("samples", number_text(number_in(result, "samples")));
  if (auto heard = number_in(result, "heard_s"))
    out += labelled("heard", number_text(heard, 1) + " s ago");
  if (auto hash = text_in(result, "context_hash"))
    out += labelled("context", *hash);
  out += labelled("can do", listed(texts_in(result, "capabilities")));
  if (auto flags = listed(texts_in(result, "flags")); !flags.empty())
    out += labelled("flags", paint(flags, tone::warning, style));
  if (!has(result, "simulated"))
    return out;
  const auto& world = object_in(result, "simulated");
  return out
         + labelled("simulated",
                    concat({"latency ", with_ms(number_in(world, "latency_ms")),
                            ", processing ", with_ms(number_in(world, "processing_ms"))}))
         + labelled("", concat({"jitter ", percent_text(number_in(world, "jitter")), ", tail ",
                                percent_text(number_in(world, "heavy_tail")), ", conflict ",
                                percent_text(number_in(world, "conflict"))}));
}

std::string render_cluster(const json& result, const render_style& style) {
  auto out =
      paint(text_or(result, "id", "-"), tone::strong, style) + "  " + active_of(result) + "\n";
  out += labelled("score", "mean " + with_ms(number_in(result, "mean_score")) + ", p95 "
                               + with_ms(number_in(result, "p95_score")));
  out += labelled("slowest", text_or(result, "slowest", "-"));
  out += labelled("fastest", text_or(result, "fastest", "-"));
  out += labelled("as of", number_text(number_in(result, "age_s"), 1) + " s ago");
  return out + agent_table(list_in(result, "rows"), style) + shown_of(result, "agents", "");
}

std::string render_sector(const json& result, const render_style& style) {
  auto out = paint(text_or(result, "id", "-"), tone::strong, style) + "  " + active_of(result)
             + ", " + number_text(number_in(result, "clusters")) + " clusters\n";
  out += labelled("score", "mean " + with_ms(number_in(result, "mean_score")));
  out += labelled("healthiest", text_or(result, "healthiest", "-"));
  out += labelled("sickest", text_or(result, "sickest", "-"));
  return out + cluster_table(list_in(result, "rows"), style) + shown_of(result, "clusters", "");
}

} // namespace mesh::console
