#include "runtime/control/api.hpp"

#include <atomic>
#include <thread>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/process_memory.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/script_runner.hpp"
#include "runtime/control/api_events.hpp"
#include "runtime/control/command_request.hpp"
#include "runtime/control/mesh_metrics.hpp"
#include "runtime/control/route_access.hpp"
#include "runtime/control/stream_output.hpp"
#include "runtime/control/web_files.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/http/router.hpp"
#include "runtime/mesh/remote_sectors.hpp"
#include "runtime/plans/gather_plans.hpp"
#include "runtime/proposals/operators_desk.hpp"
#include "runtime/records/journal.hpp"

namespace mesh::control {

using json = nlohmann::ordered_json;

namespace {

using clock = std::chrono::steady_clock;

/// The time a question may wait for an orchestrator that is being replaced.
constexpr auto patience = std::chrono::seconds(5);

response of_json(unsigned status, const json& body) {
  return {status, json_type, json_text(body) + "\n"};
}

/// Interrupts what it asks the mesh for, when that takes too long.
std::function<bool()> impatient() {
  return [until = clock::now() + patience] {
    return clock::now() > until;
  };
}

/// Since the present command began, for who asks on another thread.
struct stopwatch {
  std::atomic<clock::time_point> began{clock::now()};
  [[nodiscard]] double ms() const { return to_ms(clock::now() - began.load()); }
};

console::script_limits limits_of(const config& cfg) {
  return {static_cast<std::size_t>(cfg.limits.script_bytes), cfg.limits.script_commands};
}

} // namespace

api::api(local_mesh& mesh, const control_config& limits)
    : mesh_(mesh),
      limits_(limits),
      live_(mesh),
      programs_(limits.commands),
      mcp_(mesh, programs_),
      a2a_(mesh, programs_),
      gate_(mesh.desk().sign_in, [&mesh] { return mesh.wall_ms(); }),
      sign_in_(
          mesh.desk().sign_in, [&mesh] { return mesh.wall_ms(); }, mesh.cfg().operators.domain),
      login_(
          mesh.desk().sign_in, [&mesh] { return mesh.wall_ms(); }, mesh.cfg().operators.domain,
          [this] {
            return around_.authority ? around_.authority()
                                     : tl::unexpected(error{errc::unsupported});
          }) {}

std::vector<route> api::routes() {
  std::vector<route> all_routes{
      {"GET",
       "/healthz",
       {},
       pace::instant,
       [this](auto&, auto& x) {
         healthz(x);
       }},
      {"GET",
       "/readyz",
       {},
       pace::quick,
       [this](auto&, auto& x) {
         readyz(x);
       }},
      {"GET",
       "/metrics",
       {},
       pace::quick,
       [this](auto&, auto& x) {
         metrics(x);
       }},
      {"GET",
       "/v1/status",
       {},
       pace::quick,
       [this](auto&, auto& x) {
         status(x);
       }},
      {"POST",
       "/v1/commands",
       {},
       pace::command,
       [this](auto& what, auto& x) {
         commands(what, x);
       }},
      {"DELETE",
       "/v1/commands/*",
       {},
       pace::instant,
       [this](auto& what, auto& x) {
         cancel(what, x);
       }},
      {"GET",
       "/v1/events",
       {},
       pace::stream,
       [this](auto& what, auto& x) {
         stream_events(mesh_, limits_, what, x,
                       [this, what] { return !gate_.still_good(what); });
       }},
      {"GET",
       "/v1/openapi.json",
       {},
       pace::instant,
       [](auto&, auto& x) {
         x.answer({200, json_type, std::string(openapi())});
       }},
  };
  auto live = live_.way_in();
  live.talk = [this, talk = std::move(live.talk)](const request& what) {
    return gate_.guarded(talk(what), what);
  };
  all_routes.push_back(std::move(live));
  mcp_.ends_with([this](const request& what) { return gate_.still_good(what); });
  all_routes.push_back(mcp_.way_in());
  for (auto& one : a2a_.ways_in([this] { return around_.certificate != nullptr; }))
    all_routes.push_back(std::move(one));
  for (auto& one : sign_in_.routes())
    all_routes.push_back(std::move(one));
  for (auto& one : login_.routes())
    all_routes.push_back(std::move(one));
  for (auto& one : web_routes())
    all_routes.push_back(std::move(one));
  for (auto& one : all_routes) {
    auto need = need_of(one.path).value_or(route_need{{identity::node_role::operators}});
    one.roles = std::move(need.roles);
    one.access = need.access;
  }
  return all_routes;
}

void api::healthz(exchange& x) const {
  x.answer(of_json(200, {{"alive", true}}));
}

void api::readyz(exchange& x) {
  const interrupted_by impatience(impatient());
  const auto report = mesh_.report();
  const auto sectors = static_cast<std::uint32_t>(mesh_.cfg().topology.sectors);
  auto missing = json::array();
  if (report.failure.code != errc::none)
    missing.push_back("orchestrator: " + to_string(report.failure));
  else if (report.sectors < sectors)
    missing.push_back("coordinators of " + std::to_string(sectors - report.sectors) + " of "
                      + std::to_string(sectors) + " sectors");
  // Of a host that is silent the coordinators are there until it is lost.
  if (const auto nobodys = summarise(mesh_.agents(), mesh_.who()).unserved; !nobodys.empty()) {
    std::string names;
    for (auto sector : nobodys)
      names += " " + to_string(sector);
    missing.push_back("no coordinator of" + names);
  }
  const auto ready = missing.empty();
  x.answer(of_json(ready ? 200 : 503, {{"ready", ready}, {"missing", missing}}));
}

void api::metrics(exchange& x) {
  const interrupted_by impatience(impatient());
  metrics_text text;
  write_mesh(text, summarise(mesh_.agents(), mesh_.who()), mesh_.report(),
             mesh_.cfg().degradation);
  if (mesh_.others() != nullptr)
    write_hosts(text, mesh_.others()->nodes());
  if (const auto* door = mesh_.door())
    if (const auto counts = door->door_counts())
      write_door(text, *counts);
  if (!mesh_.people().empty())
    write_people(text, mesh_.people(), mesh_.plans().all());
  write_counters(text, mesh_.counters(), mesh_.events());
  write_process(text, mesh_.lateness());
  write_program(text, facts_of_this_process());
  write_journal(text, mesh_.book().counts(mesh_.now()));
  if (around_.links)
    write_links(text, around_.links());
  if (around_.server)
    write_server(text, around_.server());
  if (around_.certificate)
    write_certificate(text, around_.certificate());
  x.answer({200, metrics_text::type, text.text()});
}

void api::status(exchange& x) {
  const interrupted_by impatience(impatient());
  console::session session(mesh_);
  const auto line = console::parse_line("status");
  x.answer(of_json(200, session.execute(**line).data));
}

void api::commands(const request& what, exchange& x) {
  const auto asked = read_command_request(what.body);
  if (!asked)
    return x.answer(refusal(400, asked.error()));
  const auto lines = parse_request(*asked, limits_of(mesh_.cfg()));
  if (!lines)
    return x.answer(lines.error());
  auto running = running_.begin();
  const interrupted_by reader(
      [&] { return running->cancelled() || x.gone() || !gate_.still_good(what); });
  auto watch = std::make_shared<stopwatch>();
  x.begin(lines_type, [watch] { return progress_line(watch->ms()); });
  stream_output out(x, asked->text);
  out.begin(running->id());
  console::session session(
      mesh_, [watch] { watch->began = clock::now(); }, what.who.name);
  session.act_for(gatekeeper::authority_of(what));
  session.give_files(asked->files);
  const console::script_options how{asked->keep_going, asked->strict};
  out.end(run_script(session, asked->script, asked->name, *lines, how, out));
  running.reset();
  x.finish();
  constexpr std::size_t much = 1'048'576;
  if (out.bytes() > much) // what it took is not kept for the next one
    return_memory();
}

void api::cancel(const request& what, exchange& x) {
  const std::string id(last_segment(what.path));
  if (running_.cancel(id))
    return x.answer(of_json(202, {{"cancelled", id}}));
  x.answer(refusal(404, {errc::unknown_target, "no command that runs has this id",
                         "it may have ended; the first line of its answer names it"}));
}

} // namespace mesh::control
