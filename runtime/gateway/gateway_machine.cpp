#include "runtime/gateway/gateway_machine.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "runtime/http/listener.hpp"

namespace mesh::gateway {

namespace {

constexpr auto look_again_at_links = std::chrono::milliseconds(100);
constexpr auto last_words = std::chrono::milliseconds(300);
constexpr double come_back_ms = 1'000; // after the process has ended
constexpr double hellos_burst_s = 1;

} // namespace

gateway_machine::gateway_machine(local_mesh& m, gateway_options o, gateway_tls made,
                                 keys::signing_key signs,
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

tl::expected<void, error> gateway_machine::listen() {
  auto at = control::listen_at(acceptor, options.limits.listen, "for agents ");
  if (!at)
    return tl::unexpected(at.error());
  where = *at;
  return {};
}

asio::awaitable<void> gateway_machine::accept_all() {
  while (auto socket = co_await control::next_peer(acceptor)) {
    io_error ignored;
    socket->set_option(tcp::no_delay(true), ignored);
    auto link = std::make_shared<agent_link>(std::move(*socket), tls.context, *this);
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

bool gateway_machine::up(const link_ptr& link) {
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

void gateway_machine::gone(const link_ptr& link) {
  handshakes.remove(link);
  const std::lock_guard lock(mutex);
  unfinished = handshakes.size();
  links.erase(link);
}

void gateway_machine::admit(const link_ptr& link, const hello_claim& whom,
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

void gateway_machine::note_refusal(const std::string& address, std::string_view reason,
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

asio::awaitable<void> gateway_machine::look_after_links() {
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

void gateway_machine::turn_out(const std::string& agent, const refusal& why) {
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
void gateway_machine::close_all() {
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

} // namespace mesh::gateway
