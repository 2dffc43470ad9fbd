#include "runtime/gateway/agent_gateway.hpp"

#include <algorithm>
#include <list>
#include <set>
#include <thread>

#include <spdlog/spdlog.h>

#include "actors/work/linked/linked_agents.hpp"
#include "runtime/gateway/admissions.hpp"
#include "runtime/gateway/agent_link.hpp"
#include "runtime/gateway/gateway_tls.hpp"
#include "runtime/gateway/mesh_key.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "runtime/transport/links/refusal_log.hpp"

namespace mesh::gateway {

namespace {

constexpr auto accept_pause = std::chrono::milliseconds(100); // no descriptor is left
constexpr auto look_again_at_links = std::chrono::milliseconds(100);
constexpr auto last_words = std::chrono::milliseconds(300);
constexpr double come_back_ms = 1'000; // after the process has ended
constexpr double hellos_burst_s = 1;

} // namespace

struct agent_gateway::machine final : gateway_house {
  machine(local_mesh& m, gateway_options o, gateway_tls made, keys::signing_key signs,
          std::unique_ptr<enrolment_desk> enrolments)
      : mesh(m),
        options(std::move(o)),
        tls(std::move(made)),
        key(std::move(signs)),
        name(keys::fingerprint(key.shared()).substr(0, 16)),
        desk(std::move(enrolments)),
        io(1),
        acceptor(io),
        clock(io),
        hellos(options.limits.hellos_per_s, hellos_burst_s, now()),
        log(from_ms(options.log.refusal_log_period_ms),
            static_cast<std::size_t>(options.log.refusal_log_entries)),
        doors(std::in_place, mesh, *desk,
              [this](std::function<void()> job) { asio::post(io, std::move(job)); }) {}

  // -- gateway_house ------------------------------------------------------------------
  [[nodiscard]] const gateway_config& limits() const override { return options.limits; }
  [[nodiscard]] const keys::signing_key& mesh_key() const override { return key; }
  [[nodiscard]] const std::string& mesh_name() const override { return name; }
  [[nodiscard]] time_point now() const override { return mesh.now(); }
  [[nodiscard]] std::string certificate_digest() const override { return tls.digest; }
  void spawn(asio::awaitable<void> coroutine) override {
    transport::spawn(io, std::move(coroutine));
  }
  bool up(const link_ptr& link) override;
  void gone(const link_ptr& link) override;
  void admit(const link_ptr& link, const hello_claim& whom,
             session_ways::admitted then) override;
  void rotate(const std::string& agent, const keys::public_key& old_key,
              const keys::public_key& new_key, session_ways::rotated then) override {
    doors->rotate(agent, old_key, new_key, std::move(then));
  }
  void note_refusal(const std::string& address, std::string_view reason,
                    std::string_view detail) override;

  // -- its own ------------------------------------------------------------------------
  tl::expected<void, error> listen();
  asio::awaitable<void> accept_all();
  asio::awaitable<void> look_after_links();
  void close_all();
  /// Where an agent has come from; empty: it is not here.
  [[nodiscard]] std::string address_of(const std::string& agent) const {
    const std::lock_guard lock(mutex);
    const auto found = by_agent.find(agent);
    const auto link = found == by_agent.end() ? nullptr : found->second.lock();
    return link && link->has(agent) ? link->address() : std::string();
  }
  /// The agent is not to be on any link any more.
  void turn_out(const std::string& agent, const refusal& why);

  local_mesh& mesh;
  const gateway_options options;
  const gateway_tls tls;
  const keys::signing_key key;
  const std::string name;
  const std::unique_ptr<enrolment_desk> desk;
  asio::io_context io;
  tcp::acceptor acceptor;
  asio::steady_timer clock;
  control::host_port where;
  std::list<link_ptr> handshakes; // the oldest first
  token_bucket hellos;
  transport::refusals_by<std::string> log;
  bool closing = false;
  mutable std::mutex mutex; // for what follows, which other threads read
  std::set<link_ptr> links;
  std::map<std::string, std::weak_ptr<agent_link>> by_agent; // its newest
  std::size_t unfinished = 0;
  std::map<std::string, std::uint64_t> refused;
  std::optional<admissions> doors; // ends before the rest, and after the thread's last job
  std::thread thread;
};

tl::expected<void, error> agent_gateway::machine::listen() {
  auto read = control::read_listen(options.limits.listen);
  if (!read)
    return tl::unexpected(read.error());
  const tcp::endpoint endpoint(asio::ip::make_address(read->host), read->port);
  io_error why;
  acceptor.open(endpoint.protocol(), why);
  if (!why)
    acceptor.set_option(tcp::acceptor::reuse_address(true), why);
  if (!why)
    acceptor.bind(endpoint, why);
  if (!why)
    acceptor.listen(asio::socket_base::max_listen_connections, why);
  if (why)
    return tl::unexpected(
        error{errc::io_error,
              "cannot listen for agents at " + to_string(*read) + ": " + why.message(),
              "name an address of this machine and a free port"});
  where = {read->host, acceptor.local_endpoint().port()};
  return {};
}

asio::awaitable<void> agent_gateway::machine::accept_all() {
  while (acceptor.is_open()) {
    io_error failed;
    auto socket = co_await acceptor.async_accept(or_error(failed));
    if (failed == asio::error::operation_aborted)
      break;
    if (failed) {
      asio::steady_timer rest(io, accept_pause);
      co_await rest.async_wait(or_error(failed));
      continue;
    }
    socket.set_option(tcp::no_delay(true), failed);
    auto link = std::make_shared<agent_link>(std::move(socket), tls.context, *this);
    handshakes.push_back(link);
    if (handshakes.size() > static_cast<std::size_t>(options.limits.handshakes)) {
      auto oldest = handshakes.front();
      handshakes.pop_front();
      note_refusal(oldest->address(), "crowded_out", "the oldest unfinished handshake");
      oldest->cut();
    }
    {
      const std::lock_guard lock(mutex);
      unfinished = handshakes.size();
    }
    transport::spawn(io, link->run());
  }
}

bool agent_gateway::machine::up(const link_ptr& link) {
  handshakes.remove(link);
  const std::lock_guard lock(mutex);
  unfinished = handshakes.size();
  if (closing || links.size() >= static_cast<std::size_t>(options.limits.links)) {
    ++refused["too_many_links"];
    return false;
  }
  links.insert(link);
  return true;
}

void agent_gateway::machine::gone(const link_ptr& link) {
  handshakes.remove(link);
  const std::lock_guard lock(mutex);
  unfinished = handshakes.size();
  links.erase(link);
}

void agent_gateway::machine::admit(const link_ptr& link, const hello_claim& whom,
                                   session_ways::admitted then) {
  if (closing)
    return then(tl::unexpected(refusal{"unavailable", "the mesh is ending"}));
  if (!hellos.take(1, now()))
    return then(tl::unexpected(
        refusal{"unavailable", "more agents come back than are let in a second",
                "say hello again in " + std::to_string(to_ms(hellos.wait_for(1))) + " ms"}));
  doors->admit(whom, [this, weak = std::weak_ptr(link), agent = whom.agent,
                      then = std::move(then)](admissions::answer how) {
    auto newer = weak.lock();
    if (how && newer) {
      link_ptr older; // the newest wins, after its proof
      {
        const std::lock_guard lock(mutex);
        older = std::exchange(by_agent[agent], newer).lock();
      }
      if (older && older != newer)
        older->drop(agent, {"replaced", "the agent has come on a newer link"});
    }
    then(std::move(how));
  });
}

void agent_gateway::machine::note_refusal(const std::string& address, std::string_view reason,
                                          std::string_view detail) {
  constexpr std::string_view usual = "not_asked"; // an answer that crossed its withdrawal
  const auto host = address.substr(0, address.find_last_of(':'));
  const auto silent =
      reason == usual ? std::nullopt
                      : log.note(std::string(reason), host, std::chrono::steady_clock::now());
  if (silent) {
    const auto seen =
        std::string(reason) + (detail.empty() ? "" : ": ") + std::string(detail)
        + (*silent > 0 ? " (and " + std::to_string(*silent) + " times before)" : "");
    spdlog::warn("gateway: {} refused: {}", address, seen);
    mesh.note({now(), notice_kind::agent_refused, {}, host, seen});
  }
  const std::lock_guard lock(mutex);
  ++refused[std::string(reason)];
}

asio::awaitable<void> agent_gateway::machine::look_after_links() {
  while (!closing) {
    std::vector<link_ptr> all;
    {
      const std::lock_guard lock(mutex);
      all.assign(links.begin(), links.end());
    }
    for (const auto& link : all)
      link->tick(now());
    io_error cancelled;
    clock.expires_after(look_again_at_links);
    co_await clock.async_wait(or_error(cancelled));
  }
}

void agent_gateway::machine::turn_out(const std::string& agent, const refusal& why) {
  const auto place = desk->find(agent, mesh.wall_ms());
  mesh.note({now(),
             notice_kind::agent_turned_out,
             place && place->id ? scope(*place->id) : scope(),
             {},
             agent + ": " + std::string(why.code)});
  link_ptr link;
  {
    const std::lock_guard lock(mutex);
    if (auto found = by_agent.extract(agent))
      link = found.mapped().lock();
  }
  if (link)
    link->drop(agent, why);
}

/// Links say goodbye; those that do not take it are cut a moment later.
void agent_gateway::machine::close_all() {
  closing = true;
  io_error ignored;
  acceptor.close(ignored);
  clock.cancel();
  for (const auto& link : std::list(handshakes))
    link->cut();
  std::vector<link_ptr> all;
  {
    const std::lock_guard lock(mutex);
    all.assign(links.begin(), links.end());
  }
  for (const auto& link : all)
    link->close({"goodbye", "the mesh is ending", {}, come_back_ms});
  auto rest = std::make_shared<asio::steady_timer>(io, last_words);
  rest->async_wait([rest, all](const io_error&) {
    for (const auto& link : all)
      link->cut();
  });
}

agent_gateway::agent_gateway(std::unique_ptr<machine> made) : machine_(std::move(made)) {
  auto& m = *machine_;
  transport::spawn(m.io, m.accept_all());
  transport::spawn(m.io, m.look_after_links());
  m.thread = std::thread([&m] { m.io.run(); });
  m.mesh.open_door(this);
}

tl::expected<std::unique_ptr<agent_gateway>, error>
agent_gateway::start(local_mesh& mesh, gateway_options options) {
  if (mesh.virtual_time())
    return tl::unexpected(error{errc::unsupported,
                                "agents from outside cannot come in virtual time",
                                "leave out --virtual-time, or --agents"});
  auto read = control::read_listen(options.limits.listen);
  if (!read)
    return tl::unexpected(read.error());
  const auto& named = options.limits.url_host;
  gateway_tls_source source{options.files,
                            options.data.empty() ? std::filesystem::path()
                                                 : options.data / "agent-certificates",
                            {"localhost", "127.0.0.1", "::1"}};
  for (const auto& host : {named, read->host})
    if (!host.empty() && std::ranges::count(source.hosts, host) == 0)
      source.hosts.push_back(host);
  auto tls = open_tls(source, identity::seconds_now());
  if (!tls)
    return tl::unexpected(tls.error());
  auto key = open_mesh_key(options.data);
  if (!key)
    return tl::unexpected(key.error());
  auto desk = enrolment_desk::open(options.data, options.limits);
  if (!desk)
    return tl::unexpected(desk.error());
  auto m = std::make_unique<machine>(mesh, std::move(options), std::move(*tls), std::move(*key),
                                     std::move(*desk));
  if (auto opened = m->listen(); !opened)
    return tl::unexpected(opened.error());
  return std::unique_ptr<agent_gateway>(new agent_gateway(std::move(m)));
}

agent_gateway::~agent_gateway() {
  auto& m = *machine_;
  m.mesh.open_door(nullptr);
  asio::post(m.io, [&m] { m.close_all(); });
  m.thread.join(); // when the last link has ended
  m.doors.reset();
}

std::uint16_t agent_gateway::port() const {
  return machine_->where.port;
}

std::string agent_gateway::url() const {
  auto at = machine_->where;
  if (const auto& named = machine_->options.limits.url_host; !named.empty())
    at.host = named;
  return "wss://" + to_string(at) + "/v1/agent";
}

gateway_counts agent_gateway::counts() const {
  const auto& m = *machine_;
  gateway_counts all;
  const std::lock_guard lock(m.mutex);
  all.links = m.links.size();
  all.handshakes = m.unfinished;
  all.refused = m.refused;
  for (const auto& link : m.links)
    all.agents += link->view(m.now()).agents;
  return all;
}

tl::expected<agent_invite, error> agent_gateway::enroll(const enroll_order& what) {
  auto& m = *machine_;
  if (auto known = m.mesh.who().capabilities().resolve(what.capabilities); !known)
    return tl::unexpected(
        error{known.error().code, known.error().detail,
              "name one that classes have, or add it to gateway.capabilities"});
  if (!m.mesh.who().contains(what.where))
    return tl::unexpected(error{errc::unknown_target,
                                to_string(what.where) + " is not in this mesh",
                                "see 'status' for its size"});
  auto invite = m.desk->enroll(what, m.mesh.wall_ms());
  if (!invite)
    return invite;
  invite->url = url();
  invite->ca = m.tls.ca;
  return invite;
}

tl::expected<void, error> agent_gateway::change(const std::string& name, enrolment_act what) {
  auto& m = *machine_;
  const auto before = m.desk->find(name, m.mesh.wall_ms());
  const auto has_place = before && before->id && m.desk->name_at(*before->id) == name;
  if (auto changed = m.desk->change(name, what, m.mesh.wall_ms()); !changed)
    return changed;
  switch (what) {
  case enrolment_act::revoke:
    asio::post(m.io, [&m, name] {
      m.turn_out(name, {"revoked", "an operator has revoked its enrolment"});
    });
    if (has_place)
      m.doors->remove(*before->id);
    break;
  case enrolment_act::suspend:
    asio::post(m.io, [&m, name] {
      m.turn_out(name, {"suspended", "an operator has suspended it", "until it is resumed"});
    });
    break;
  case enrolment_act::rotate:
    asio::post(m.io, [&m, name] {
      link_ptr link;
      {
        const std::lock_guard lock(m.mutex);
        if (const auto found = m.by_agent.find(name); found != m.by_agent.end())
          link = found->second.lock();
      }
      if (link)
        link->look_at_key(name);
    });
    break;
  case enrolment_act::resume:
    break;
  }
  return {};
}

std::vector<enrolled_agent> agent_gateway::enrolled() const {
  const auto& m = *machine_;
  auto all = m.desk->enrolled(m.mesh.wall_ms());
  for (auto& one : all)
    one.address = m.address_of(one.name);
  return all;
}

tl::expected<enrolled_agent, error> agent_gateway::find(const std::string& name) const {
  const auto& m = *machine_;
  auto one = m.desk->find(name, m.mesh.wall_ms());
  if (one)
    one->address = m.address_of(name);
  return one;
}

std::optional<agent_home> agent_gateway::home_of(agent_id id) const {
  const auto& m = *machine_;
  agent_home home;
  home.name = m.desk->name_at(id);
  if (home.name.empty())
    return std::nullopt;
  home.address = m.address_of(home.name);
  for (auto& open : m.mesh.linked().of(id)->open_deliveries())
    home.has.push_back({open.id, to_ms(open.since), open.attempt, open.share, open.note});
  return home;
}

agent_door_counts agent_gateway::door_counts() const {
  const auto now = counts();
  const auto& of = machine_->mesh.linked().counts();
  return {now.links,          now.agents,  now.handshakes, now.refused, of.delivered,
          of.delivered_again, of.answered, of.withdrawn,   of.given_up, of.implausible_times};
}

std::vector<agent_link_view> agent_gateway::links() const {
  const auto& m = *machine_;
  const std::lock_guard lock(m.mutex);
  std::vector<agent_link_view> all;
  for (const auto& link : m.links)
    all.push_back(link->view(m.now()));
  std::ranges::sort(all, {}, &agent_link_view::address);
  return all;
}

} // namespace mesh::gateway
