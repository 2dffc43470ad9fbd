#include "runtime/console/commands/agent.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "actors/coordination/impedance.hpp"
#include "messages/ids.hpp"
#include "runtime/base/text.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/agent_causes.hpp"
#include "runtime/console/shared/agents.hpp"

namespace mesh::console {

namespace {

using namespace build;

/// Where an agent from outside lives. False: it is none.
bool write_home(agent_id id, command_context& at, outcome& o) {
  if (!at.mesh.who().identity(id).linked)
    return false;
  auto& lives = o.data["lives"] = {{"how", "linked"}, {"name", nullptr}, {"address", nullptr}};
  const auto* door = at.mesh.door();
  const auto home = door != nullptr ? door->home_of(id) : std::nullopt;
  if (!home)
    return true;
  lives["name"] = home->name;
  if (!home->address.empty())
    lives["address"] = home->address;
  auto& has = lives["has"] = json::array();
  for (const auto& one : home->has)
    has.push_back({{"message", to_string(one.id)},
                   {"since_ms", rounded(one.since_ms)},
                   {"attempt", one.attempt},
                   {"done", rounded(one.share)},
                   {"note", one.note}});
  return true;
}

void run_agent(const agent_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.id, o))
    return;
  auto reader = at.mesh.agents().read();
  const auto* row = reader.find(c.id);
  if (row == nullptr)
    return fail(o, {errc::unknown_target, to_string(c.id) + " has not reported yet"});
  o.data.update(row_json(*row, at.mesh.now()));
  write_task(o.data, fact_finder(at).of(*row));
  o.data["capabilities"] = at.mesh.who().capabilities().names_in(row->capabilities);
  o.data["context_hash"] = to_string(message_id{row->context_hash});
  o.data["samples"] = row->processing_samples;
  auto age_ms = to_ms(at.mesh.now() - row->last_heard);
  o.data["confidence"] = rounded(confidence(row->reliability, row->drift,
                                            age_ms <= at.mesh.cfg().impedance.heard_within_ms));
  if (write_home(c.id, at, o))
    return;
  auto truth = at.mesh.simulated(c.id);
  o.data["simulated"] = {{"latency_ms", rounded(truth.latency_ms)},
                         {"processing_ms", rounded(truth.processing_ms)},
                         {"jitter", rounded(truth.jitter)},
                         {"heavy_tail", rounded(truth.heavy_tail)},
                         {"conflict", rounded(truth.conflict)}};
}

std::string draw_agent(const json& result, const render_style& style) {
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
  if (const auto task = text_in(result, "task"))
    out += labelled("task", *task);
  if (const auto waits = text_in(result, "waits_for"))
    out += labelled("waits for", *waits);
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
  if (has(result, "lives")) {
    const auto& lives = object_in(result, "lives");
    const auto from = text_in(lives, "address");
    out += labelled("lives", concat({"outside, as ", text_or(lives, "name", "-"),
                                     from ? ", linked from " + *from : ", without a link"}));
    for (const auto& one : list_in(lives, "has"))
      out += labelled("given", concat({text_or(one, "message", "-"), " for ",
                                       with_ms(number_in(one, "since_ms")), ", ",
                                       percent_text(number_in(one, "done")), " done ",
                                       text_or(one, "note", "")}));
  }
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

} // namespace

command_spec commands::agent() {
  using args = agent_command;
  return {
      .name = "agent",
      .group = "look",
      .summary = "one agent in full",
      .details = "Everything the registry knows of one agent, its simulated behaviour, and of "
                 "one from outside where it lives and what it was given.",
      .example = "agent s07.c04.a12",
      .start = args{},
      .positionals = {{"AGENT", arity::one, value_kind::agent, assign<&args::id, read_agent>}},
      .also = {"get agent", "describe agent"},
      .more_examples = {"agent s07.c04.a12 --watch 5s"},
      .run = run_as<run_agent>,
      .draw = draw_agent};
}

} // namespace mesh::console
