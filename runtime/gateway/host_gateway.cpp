#include "runtime/gateway/host_gateway.hpp"

#include "runtime/gateway/gateway_machine.hpp"

namespace mesh::gateway {

namespace {

constexpr auto show_every = std::chrono::seconds(2);
constexpr std::size_t most_named = 1'000; // in one message to the orchestrator's host
constexpr std::size_t longest_seen = 512; // bytes of a refusal that is told there

} // namespace

host_gateway::host_gateway(setup how)
    : setup_(std::move(how)),
      news_(most_named),
      asked_(setup_.now, [this](std::uint64_t question, const admission_question& what) {
        if (const auto to_hub = spoken(); to_hub.ask)
          to_hub.ask(question, what);
      }) {}

tl::expected<std::unique_ptr<host_gateway>, error> host_gateway::start(setup how) {
  std::unique_ptr<host_gateway> made(new host_gateway(std::move(how)));
  auto links = gateway_machine::start(*made, made->setup_.options);
  if (!links)
    return tl::unexpected(links.error());
  made->links_ = std::move(*links);
  return made;
}

host_gateway::~host_gateway() {
  hush();
  if (links_)
    links_->stop();
  asked_.end();
}

host_gateway::ways host_gateway::spoken() const {
  const std::lock_guard lock(mutex_);
  return to_hub_;
}

tl::expected<void, error> host_gateway::reload() {
  return links_->reload();
}

void host_gateway::speak(ways to_hub) {
  const std::lock_guard lock(mutex_);
  to_hub_ = std::move(to_hub);
}

std::optional<agent_door_counts> host_gateway::counts() const {
  return links_->counts();
}

std::string host_gateway::url() const {
  return links_->url();
}

void host_gateway::answered(std::uint64_t question, admission_answer how) {
  asked_.answered(question, std::move(how));
}

void host_gateway::ordered(const port_order& what) {
  if (what.code.empty())
    return links_->ask_for_new_key(what.agent);
  asked_.forget(what.agent);
  links_->turn_out(what.agent, {what.code, what.detail, what.remedy});
}

/// Asking again for all finds those that were revoked or moved meanwhile.
void host_gateway::joined() {
  says_all_ = true;
  links_->look_at(scope());
}

/// The host that has it now is known a little later, and by asking.
void host_gateway::moved_away(const scope& part) {
  asked_.forget(part);
  links_->look_at(part);
}

/// They are in this host's log and metrics, too.
void host_gateway::note(const notice& what) {
  if (const auto to_hub = spoken(); to_hub.warn)
    to_hub.warn({what.host, what.seen.substr(0, longest_seen)});
}

void host_gateway::tick(bool agents_changed) {
  asked_.tick();
  linked().give_up(from_ms(setup_.options.limits.lost_after_ms));
  const auto changes =
      agents_changed ? news_.changes(links_->at_port()) : std::vector<agents_at_port>();
  const auto to_hub = spoken();
  if (!to_hub.tell)
    return;
  for (const auto& piece : says_all_.exchange(false) ? news_.everything() : changes)
    to_hub.tell(piece);
  show(to_hub);
}

void host_gateway::show(const ways& to_hub) {
  if (now() - shown_ < show_every)
    return;
  shown_ = now();
  port_links all{links_->links()};
  if (all.links.size() > most_named)
    all.links.resize(most_named);
  if (const auto had_some = std::exchange(shows_some_, !all.links.empty());
      had_some || !all.links.empty())
    to_hub.show(all);
}

} // namespace mesh::gateway
