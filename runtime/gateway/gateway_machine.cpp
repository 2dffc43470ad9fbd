#include "runtime/gateway/gateway_machine.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "runtime/gateway/mesh_key.hpp"
#include "runtime/http/listener.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh::gateway {

namespace {

constexpr auto look_again_at_links = std::chrono::milliseconds(100);
constexpr auto last_words = std::chrono::milliseconds(300);
constexpr double come_back_ms = 1'000; // after the process has ended
constexpr double burst_s = 1;

const refusal unreadable{"unavailable", "the enrolments' answer cannot be read",
                         "run the same version on all hosts"};

refusal refused_as(const admission_answer& how) {
  return {how.code, how.detail, how.remedy, 0, how.url};
}

} // namespace

gateway_machine::gateway_machine(gateway_site& site, gateway_options o, gateway_tls_source from,
                                 gateway_tls made, keys::signing_key signs)
    : site_(site),
      options_(std::move(o)),
      tls_source_(std::move(from)),
      key_(std::move(signs)),
      name_(keys::fingerprint(key_.shared()).substr(0, 16)),
      io_(1),
      acceptor_(io_),
      clock_(io_),
      hellos_(options_.limits.hellos_per_s, burst_s, now()),
      answers_(options_.callbacks_per_s, burst_s, now()),
      log_(from_ms(options_.log.refusal_log_period_ms),
           static_cast<std::size_t>(options_.log.refusal_log_entries)),
      tls_(std::move(made)) {}

tl::expected<std::unique_ptr<gateway_machine>, error>
gateway_machine::start(gateway_site& site, gateway_options options) {
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
  std::unique_ptr<gateway_machine> made(new gateway_machine(
      site, std::move(options), std::move(source), std::move(*tls), std::move(*key)));
  if (auto opened = made->listen(); !opened)
    return tl::unexpected(opened.error());
  auto& m = *made;
  transport::spawn(m.io_, m.accept_all());
  transport::spawn(m.io_, m.look_after_links());
  m.thread_ = std::thread([&m] { m.io_.run(); });
  if (m.options_.callbacks)
    m.options_.callbacks->serve(m.options_.limits.callback_url);
  return made;
}

void gateway_machine::stop() {
  if (!thread_.joinable())
    return;
  if (options_.callbacks)
    options_.callbacks->serve({});
  asio::post(io_, [this] { close_all(); });
  thread_.join(); // when the last link has ended
}

tl::expected<void, error> gateway_machine::reload() {
  if (!tls_source_.files && tls_source_.folder.empty())
    return {};
  auto fresh = open_tls(tls_source_, identity::seconds_now());
  if (!fresh)
    return tl::unexpected(fresh.error());
  asio::post(io_, [this, fresh = std::move(*fresh)] {
    const std::lock_guard lock(mutex_);
    tls_ = fresh;
  });
  return {};
}

std::string gateway_machine::url() const {
  auto at = where_;
  if (const auto& named = options_.limits.url_host; !named.empty())
    at.host = named;
  return "wss://" + to_string(at) + "/v1/agent";
}

tl::expected<void, error> gateway_machine::listen() {
  auto at = control::listen_at(acceptor_, options_.limits.listen, "for agents ");
  if (!at)
    return tl::unexpected(at.error());
  where_ = *at;
  return {};
}

asio::awaitable<void> gateway_machine::accept_all() {
  while (auto socket = co_await control::next_peer(acceptor_)) {
    io_error ignored;
    socket->set_option(tcp::no_delay(true), ignored);
    auto link = std::make_shared<agent_link>(std::move(*socket), tls_.context, *this);
    handshakes_.push_back(link);
    if (handshakes_.size() > static_cast<std::size_t>(options_.limits.handshakes)) {
      auto oldest = handshakes_.front();
      handshakes_.pop_front();
      note_refusal(oldest->address(), "crowded_out", "the oldest unfinished handshake");
      oldest->cut();
    }
    {
      const std::lock_guard lock(mutex_);
      unfinished_ = handshakes_.size();
    }
    transport::spawn(io_, link->run());
  }
}

bool gateway_machine::up(const link_ptr& link) {
  handshakes_.remove(link);
  const std::lock_guard lock(mutex_);
  unfinished_ = handshakes_.size();
  if (closing_ || links_.size() >= static_cast<std::size_t>(options_.limits.links)) {
    ++refused_["too_many_links"];
    return false;
  }
  links_.insert(link);
  return true;
}

void gateway_machine::gone(const link_ptr& link) {
  handshakes_.remove(link);
  const std::lock_guard lock(mutex_);
  unfinished_ = handshakes_.size();
  links_.erase(link);
}

void gateway_machine::admit(const link_ptr& link, const hello_claim& whom,
                            session_ways::admitted then) {
  if (closing_)
    return then(tl::unexpected(refusal{"unavailable", "the mesh is ending"}));
  if (!hellos_.take(1, now()))
    return then(tl::unexpected(
        refusal{"unavailable", "more agents come back than are let in a second",
                "say hello again in " + std::to_string(to_ms(hellos_.wait_for(1))) + " ms"}));
  site_.admission().ask({whom.agent, std::string(keys::bytes_of(whom.key)), whom.token, {}},
                        [this, weak = std::weak_ptr(link), agent = whom.agent,
                         then = std::move(then)](const admission_answer& how) {
                          asio::dispatch(io_, [this, weak, agent, how, then] {
                            if (const auto newer = weak.lock())
                              let_in(newer, agent, how, then);
                          });
                        });
}

void gateway_machine::let_in(const link_ptr& link, const std::string& agent,
                             const admission_answer& how, const session_ways::admitted& then) {
  if (!how.code.empty())
    return then(tl::unexpected(refused_as(how)));
  welcomed in{site_.linked().of(how.place), {}, how.only_rotation};
  if (!in.welcome.ParseFromString(how.said))
    return then(tl::unexpected(unreadable));
  in.welcome.set_frozen(in.agent->frozen());
  link_ptr older; // the newest wins, after its proof
  {
    const std::lock_guard lock(mutex_);
    older = std::exchange(by_agent_[agent], link).lock();
  }
  if (older && older != link)
    older->drop(agent, {"replaced", "the agent has come on a newer link"});
  then(std::move(in));
}

void gateway_machine::rotate(const std::string& agent, const keys::public_key& old_key,
                             const keys::public_key& new_key, session_ways::rotated then) {
  site_.admission().ask(
      {agent, std::string(keys::bytes_of(old_key)), {}, std::string(keys::bytes_of(new_key))},
      [this, then = std::move(then)](const admission_answer& how) {
        asio::dispatch(io_, [how, then] {
          pb::Rotated done;
          if (!how.code.empty())
            return then(tl::unexpected(refused_as(how)));
          if (!done.ParseFromString(how.said))
            return then(tl::unexpected(unreadable));
          then(std::move(done));
        });
      });
}

void gateway_machine::note_refusal(const std::string& address, std::string_view reason,
                                   std::string_view detail) {
  // An answer that crossed its withdrawal, and an agent that finds the host of its cluster.
  const auto is_usual = reason == "not_asked" || reason == "elsewhere";
  const auto host = address.substr(0, address.find_last_of(':'));
  const auto silent =
      is_usual ? std::nullopt
               : log_.note(std::string(reason), host, std::chrono::steady_clock::now());
  if (silent) {
    const auto seen =
        std::string(reason) + (detail.empty() ? "" : ": ") + std::string(detail)
        + (*silent > 0 ? " (and " + std::to_string(*silent) + " times before)" : "");
    spdlog::warn("gateway: {} refused: {}", address, seen);
    site_.note({now(), notice_kind::agent_refused, {}, host, seen});
  }
  const std::lock_guard lock(mutex_);
  ++refused_[std::string(reason)];
}

asio::awaitable<void> gateway_machine::look_after_links() {
  while (!closing_) {
    for (const auto& link : all_links())
      link->tick(now());
    site_.tick(std::exchange(changed_, false));
    io_error cancelled;
    clock_.expires_after(look_again_at_links);
    co_await clock_.async_wait(or_error(cancelled));
  }
}

std::map<std::string, std::string> gateway_machine::at_port() const {
  std::map<std::string, std::string> all;
  for (const auto& link : all_links())
    for (const auto& agent : link->names())
      all.emplace(agent, link->address());
  return all;
}

void gateway_machine::look_at(const scope& part) {
  asio::post(io_, [this, part] {
    for (const auto& link : all_links())
      link->look_at_keys_in(part);
  });
}

std::vector<link_ptr> gateway_machine::all_links() const {
  const std::lock_guard lock(mutex_);
  return {links_.begin(), links_.end()};
}

link_ptr gateway_machine::link_of(const std::string& agent) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_agent_.find(agent);
  return found == by_agent_.end() ? nullptr : found->second.lock();
}

// -- agent_links -----------------------------------------------------------------------------

tl::expected<agent_invite, error> gateway_machine::way_to(const scope& /*where*/) const {
  agent_invite way;
  way.url = url();
  const std::lock_guard lock(mutex_);
  way.ca = tls_.ca;
  return way;
}

void gateway_machine::turn_out(const std::string& agent, const refusal& why) {
  asio::post(io_, [this, agent, why] {
    link_ptr link;
    {
      const std::lock_guard lock(mutex_);
      if (auto found = by_agent_.extract(agent))
        link = found.mapped().lock();
    }
    if (link)
      link->drop(agent, why);
  });
}

void gateway_machine::ask_for_new_key(const std::string& agent) {
  asio::post(io_, [this, agent] {
    if (const auto link = link_of(agent))
      link->look_at_key(agent);
  });
}

std::string gateway_machine::address_of(const std::string& agent) const {
  const auto link = link_of(agent);
  return link && link->has(agent) ? link->address() : std::string();
}

std::vector<agent_home::delivery> gateway_machine::open_deliveries(agent_id id) const {
  std::vector<agent_home::delivery> all;
  for (auto& open : site_.linked().of(id)->open_deliveries())
    all.push_back({open.id, to_ms(open.since), open.attempt, open.share, open.note});
  return all;
}

std::vector<agent_link_view> gateway_machine::links() const {
  std::vector<agent_link_view> all;
  for (const auto& link : all_links())
    all.push_back(link->view(now()));
  std::ranges::sort(all, {}, &agent_link_view::address);
  return all;
}

std::optional<agent_door_counts> gateway_machine::counts() const {
  agent_door_counts all;
  {
    const std::lock_guard lock(mutex_);
    all.links = links_.size();
    all.handshakes = unfinished_;
    all.refused = refused_;
    for (const auto& link : links_)
      all.agents += link->agents();
  }
  const auto& of = site_.linked().counts();
  all.delivered = of.delivered;
  all.delivered_again = of.delivered_again;
  all.answered = of.answered;
  all.withdrawn = of.withdrawn;
  all.given_up = of.given_up;
  all.implausible_times = of.implausible_times;
  return all;
}

/// Links say goodbye; those that do not take it are cut a moment later.
void gateway_machine::close_all() {
  closing_ = true;
  io_error ignored;
  acceptor_.close(ignored);
  clock_.cancel();
  for (const auto& link : std::list(handshakes_))
    link->cut();
  const auto all = all_links();
  for (const auto& link : all)
    link->close({"goodbye", "the mesh is ending", {}, come_back_ms});
  auto rest = std::make_shared<asio::steady_timer>(io_, last_words);
  rest->async_wait([rest, all](const io_error&) {
    for (const auto& link : all)
      link->cut();
  });
}

} // namespace mesh::gateway
