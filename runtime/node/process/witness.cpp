#include "runtime/node/process/witness.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

#include "runtime/http/client.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/http/metrics_text.hpp"
#include "runtime/http/router.hpp"
#include "runtime/identity/certificate_folder.hpp"
#include "runtime/node/process/refusal.hpp"

namespace mesh::node {

namespace {

using json = nlohmann::json;

constexpr auto hears_path = "/v1/hears";
const std::string reaches_path = "/v1/reaches/";
constexpr auto uplink_patience = std::chrono::seconds(1);

std::string_view to_string(hears what) {
  return what == hears::yes ? "yes" : "no";
}

/// The uplink's answer; `unreachable` when it says nothing.
hears ask_uplink(caf::actor_system& system, const caf::actor& uplink) {
  caf::scoped_actor self(system);
  auto answer = hears::unreachable;
  self->request(uplink, uplink_patience, ask_hears{})
      .receive([&](const hears_hub& h) { answer = h.what; }, [](const caf::error&) {});
  return answer;
}

/// Which process answers; 0: it does not say, or not as a number. As text, for it has 64
/// bits.
session_id process_in(const json& answer) {
  const auto text = answer.value("process", "");
  session_id id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

control::response as_json(unsigned status, const json& body) {
  return {status, control::json_type, body.dump() + "\n"};
}

/// The setup of a question: its certificate's files, and its time.
struct asker {
  identity::credential_files files;
  duration patience{};
};

/// The answer of a node at its witness; nothing when there is none soon.
std::optional<json> get(const asker& by, const node_peer& whom, const std::string& path) {
  auto where = control::read_host_port(whom.witness);
  if (!where)
    return std::nullopt;
  control::endpoint there{*where, by.files, whom.name, identity::node_role::sectors};
  control::listener during;
  auto until = std::chrono::steady_clock::now() + by.patience;
  during.interrupted = [until] {
    return std::chrono::steady_clock::now() > until;
  };
  auto reply = control::ask(there, {"GET", path}, during);
  if (!reply || reply->status != 200)
    return std::nullopt;
  auto said = json::parse(reply->body, nullptr, false);
  return said.is_object() ? std::optional(said) : std::nullopt;
}

hears said_in(const std::optional<json>& answer, const char* key) {
  return !answer                           ? hears::unreachable
         : answer->value(key, "") == "yes" ? hears::yes
                                           : hears::no;
}

struct inquiry {
  caf::actor uplink;
  std::uint64_t round = 0;
  node_peer peer;
  asker by;
};

void ask_one(caf::blocking_actor* self, const inquiry& what) {
  auto answer = get(what.by, what.peer, hears_path);
  if (answer && what.peer.session != 0 && process_in(*answer) != what.peer.session)
    answer.reset(); // of another process than the one that has a say
  self->send(what.uplink,
             peer_said{what.round, {what.peer.name, said_in(answer, "orchestrator")}});
}

struct reach_inquiry {
  caf::actor hub;
  node_peer about;
  node_peer other;
  asker by;
};

void ask_about_one(caf::blocking_actor* self, const reach_inquiry& what) {
  auto answer =
      get(what.by, what.other, reaches_path + what.about.name + "?at=" + what.about.witness);
  self->send(what.hub,
             reach_answer{what.about.name, {what.other.name, said_in(answer, "reached")}});
}

struct probe_inquiry {
  caf::actor hub;
  session_id session = 0;
  node_peer whom;
  asker by;
};

void probe_one(caf::blocking_actor* self, const probe_inquiry& what) {
  auto found = witnessed::nothing;
  session_id by = 0;
  auto where = control::read_host_port(what.whom.witness);
  if (where && is_refused(*where, what.by.patience))
    found = witnessed::refused;
  else if (auto answer = get(what.by, what.whom, "/healthz")) {
    found = witnessed::alive;
    by = process_in(*answer);
  }
  self->send(what.hub, probe_answer{what.whom.name, what.session, found, by});
}

} // namespace

tl::expected<std::unique_ptr<control::server>, error>
serve_node(caf::actor_system& system, const config& cfg, session_id session,
           const caf::actor& uplink, std::function<std::string()> metrics) {
  using control::exchange;
  using control::pace;
  using control::request;
  const std::vector<identity::node_role> all(std::begin(identity::all_roles),
                                             std::end(identity::all_roles));
  auto hears_it = [&system, uplink] {
    return ask_uplink(system, uplink);
  };
  control::server_options options;
  options.files = identity::files_of(cfg.node.certificates, cfg.node.name);
  const asker me{options.files, from_ms(cfg.placement.ask_ms)};
  options.limits = cfg.control;
  options.log = cfg.transport;
  options.routes = {
      {"GET", "/healthz", all, pace::instant,
       [me = std::to_string(session)](const request&, exchange& to) {
         to.answer(as_json(200, {{"status", "alive"}, {"process", me}}));
       }},
      {"GET", "/readyz", all, pace::quick,
       [hears_it](const request&, exchange& to) {
         auto ready = hears_it() == hears::yes;
         to.answer(
             as_json(ready ? 200 : 503,
                     {{"ready", ready}, {"orchestrator", ready ? "heard" : "not heard"}}));
       }},
      {"GET", "/metrics", all, pace::quick,
       [metrics = std::move(metrics)](const request&, exchange& to) {
         to.answer({200, control::metrics_text::type, metrics()});
       }},
      {"GET", reaches_path + "*", all, pace::quick,
       [me](const request& r, exchange& to) {
         const node_peer whom{std::string(control::last_segment(r.path)),
                              r.query.starts_with("at=") ? r.query.substr(3) : ""};
         auto alive = get(me, whom, "/healthz").has_value();
         to.answer(as_json(200, {{"reached", alive ? "yes" : "no"}}));
       }},
      {"GET", hears_path, all, pace::quick,
       [hears_it, process = std::to_string(session)](const request&, exchange& to) {
         auto what = hears_it();
         to.answer(
             what == hears::unreachable
                 ? control::refusal(503, {errc::timeout, "the node does not answer"})
                 : as_json(200, {{"orchestrator", to_string(what)}, {"process", process}}));
       }}};
  return control::server::start(std::move(options));
}

peer_inquiry ask_over_https(caf::actor_system& system, const config& cfg) {
  const asker me{identity::files_of(cfg.node.certificates, cfg.node.name),
                 from_ms(cfg.placement.ask_ms)};
  return [&system, me](const caf::actor& uplink, std::uint64_t round,
                       const std::vector<node_peer>& peers) {
    for (const auto& peer : peers) {
      if (peer.witness.empty())
        caf::anon_send(uplink, peer_said{round, {peer.name, hears::unreachable}});
      else
        system.spawn<caf::detached>(ask_one, inquiry{uplink, round, peer, me});
    }
  };
}

node_inquiry ask_others_over_https(caf::actor_system& system, const config& cfg) {
  // The one that is asked waits, too.
  const asker me{identity::files_of(cfg.node.certificates, cfg.node.name),
                 from_ms(2 * cfg.placement.ask_ms)};
  return [&system, me](const caf::actor& hub, const node_peer& about,
                       const std::vector<node_peer>& others) {
    for (const auto& other : others)
      system.spawn<caf::detached>(ask_about_one, reach_inquiry{hub, about, other, me});
  };
}

node_probe probe_over_https(caf::actor_system& system, const config& cfg) {
  const asker me{identity::files_of(cfg.node.certificates, cfg.node.name),
                 from_ms(cfg.placement.ask_ms)};
  return [&system, me](const caf::actor& hub, session_id session, const node_peer& whom) {
    system.spawn<caf::detached>(probe_one, probe_inquiry{hub, session, whom, me});
  };
}

} // namespace mesh::node
