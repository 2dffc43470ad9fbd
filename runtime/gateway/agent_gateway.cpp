#include "runtime/gateway/agent_gateway.hpp"

#include <algorithm>

#include "actors/work/linked/linked_agents.hpp"
#include "runtime/gateway/gateway_machine.hpp"
#include "runtime/gateway/mesh_key.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh::gateway {

agent_gateway::agent_gateway(std::unique_ptr<gateway_machine> made)
    : machine_(std::move(made)) {
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
  auto key = options.key ? options.key->get() : open_mesh_key(options.data);
  if (!key)
    return tl::unexpected(key.error());
  auto desk = enrolment_desk::open(options.data, options.limits);
  if (!desk)
    return tl::unexpected(desk.error());
  auto m = std::make_unique<gateway_machine>(mesh, std::move(options), std::move(*tls),
                                             std::move(*key), std::move(*desk));
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
  const auto& m = *machine_;
  agent_door_counts all;
  {
    const std::lock_guard lock(m.mutex);
    all.links = m.links.size();
    all.handshakes = m.unfinished;
    all.refused = m.refused;
    for (const auto& link : m.links)
      all.agents += link->agents();
  }
  const auto& of = m.mesh.linked().counts();
  all.delivered = of.delivered;
  all.delivered_again = of.delivered_again;
  all.answered = of.answered;
  all.withdrawn = of.withdrawn;
  all.given_up = of.given_up;
  all.implausible_times = of.implausible_times;
  return all;
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
