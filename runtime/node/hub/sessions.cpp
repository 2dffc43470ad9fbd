#include "runtime/node/hub/sessions.hpp"

#include <utility>

#include <caf/actor_cast.hpp>
#include <spdlog/spdlog.h>

#include "messages/codec.hpp"
#include "messages/interfaces.hpp"
#include "messages/type_ids.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

namespace {

/// About the node itself, and what it has to freeze: nobody says these again.
bool must_be_told(entry_kind kind) {
  const auto* row = row_of(kind);
  return kind == entry_kind::freeze
         || (row != nullptr && row->from == link_end::hub && row->to == link_end::node
             && kind != entry_kind::lent_message); // nor does its scatter go
}

} // namespace

sessions::~sessions() {
  for (auto& [session, p] : peers_)
    count_posts(p, {});
}

void sessions::count_posts(peer& p, time_point now) const {
  for (const auto& e : p.link.close(now))
    if (is_post(e))
      count_undeliverable(counters_);
}

sessions::peer* sessions::find(session_id session) {
  const auto found = peers_.find(session);
  return found == peers_.end() ? nullptr : &found->second;
}

const sessions::peer* sessions::find(session_id session) const {
  const auto found = peers_.find(session);
  return found == peers_.end() ? nullptr : &found->second;
}

sessions::peer* sessions::find_or_add(session_id session) {
  if (auto* known = find(session); known != nullptr)
    return known;
  if (peers_.size() >= 2 * static_cast<std::size_t>(cfg_.placement.nodes)) {
    spdlog::warn("more processes than 'placement/nodes' allows ask to join the mesh");
    return nullptr;
  }
  return &peers_.try_emplace(session, cfg_.links, out_.new_session()).first->second;
}

void sessions::link_up(peer& p, const caf::actor& handle) const {
  p.handle = handle;
  p.link.link_up(out_.now());
}

std::optional<session_id> sessions::link_lost(const caf::actor_addr& handle) {
  for (auto i = peers_.begin(); i != peers_.end(); ++i) {
    auto& [session, p] = *i;
    if (!p.handle || p.handle.address() != handle)
      continue;
    p.handle = nullptr;
    p.link.link_down();
    const auto whose = session;
    if (!p.joins) // nothing is kept for it
      peers_.erase(i);
    return whose;
  }
  return std::nullopt;
}

void sessions::flush(session_id session) {
  if (auto* p = find(session); p != nullptr)
    flush(session, *p);
}

void sessions::flush(session_id session, peer& p) const {
  const auto moment = out_.now();
  while (auto batch = p.link.next(moment))
    if (p.handle)
      out_.send(p.handle, std::move(*batch));
  const auto next = p.link.next_wake(moment);
  if (!next || (p.wake && *p.wake <= *next))
    return;
  p.wake = next;
  out_.wake(*next, session);
}

void sessions::woken(session_id session) {
  auto* p = find(session);
  if (p == nullptr)
    return;
  p->wake.reset();
  flush(session, *p);
}

tl::expected<void, error> sessions::offer(peer& p, link_entry entry) {
  const auto kind = entry.kind;
  const auto where = entry.where;
  const auto post = is_post(entry);
  auto taken = p.link.offer(std::move(entry), out_.now());
  const bool was_refused = std::exchange(p.refused, !taken);
  if (taken)
    return taken;
  if (!was_refused) // else it is the same again
    spdlog::error("a message for {} was not queued ({} of {}): {}", p.name, name_of(kind),
                  to_string(where), to_string(taken.error()));
  if (post)
    count_undeliverable(counters_);
  p.overrun = p.overrun || (taken.error().code == errc::queue_full && must_be_told(kind));
  return taken;
}

tl::expected<void, error> sessions::offer(session_id session, link_entry entry) {
  auto* p = find(session);
  if (p == nullptr)
    return {};
  auto taken = offer(*p, std::move(entry));
  flush(session, *p);
  return taken;
}

tl::expected<void, error> sessions::offer(session_id session, const parcel& said) {
  auto* p = find(session);
  if (p == nullptr)
    return {};
  auto taken = p->takes_lent && said.kind == entry_kind::scatter
                       && lent_messages::is_worth_it(*said.content.get_as<wire<message>>(0))
                   ? offer_lent(session, *p, said)
                   : offer(*p, pack(said));
  flush(session, *p);
  return taken;
}

/// Room for the scatters to come, and for the signs of life of the link.
tl::expected<void, error> sessions::offer_lent(session_id /*session*/, peer& p,
                                               const parcel& said) {
  const auto& what = said.content.get_as<wire<message>>(0).shared();
  const auto moment = out_.now();
  auto number = p.lent.find(what, moment);
  if (number == 0) {
    number = p.lent.next();
    auto sent = offer(p, {entry_kind::lent_message, {}, number, {}, encode(*what)});
    if (!sent)
      return sent;
    for (auto old : p.lent.add(what, moment))
      offer(p, {entry_kind::forget_message, {}, old, {}, {}});
  }
  auto scatter = said;
  scatter.kind = entry_kind::lent_scatter;
  scatter.number = number;
  return offer(p, pack(scatter));
}

void sessions::forget(session_id session) {
  auto* p = find(session);
  if (p == nullptr)
    return;
  count_posts(*p, out_.now());
  peers_.erase(session);
}

void sessions::reset_overrun(const std::function<void(session_id)>& forgotten) {
  for (auto i = peers_.begin(); i != peers_.end();) {
    const auto mine = i++;
    if (!mine->second.overrun)
      continue;
    spdlog::warn(
        "the queue of {} overflowed: the messages in it are dropped, and its session is reset",
        mine->second.name);
    const auto session = mine->first;
    forget(session);
    forgotten(session);
  }
}

void sessions::reclaim_lent() {
  constexpr auto unused = std::chrono::seconds(1);
  for (auto& [session, p] : peers_) {
    const auto old = p.lent.forget_unused(out_.now() - unused);
    for (auto number : old)
      offer(p, {entry_kind::forget_message, {}, number, {}, {}});
    if (!old.empty())
      flush(session, p);
  }
}

} // namespace mesh::node
