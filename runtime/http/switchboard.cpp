#include "runtime/http/switchboard.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "messages/deadline.hpp"

namespace mesh::control {

namespace {

constexpr std::size_t quick_threads = 2;

/// Nobody's commands or streams keep those of all others out.
int share_of_one(int most) {
  constexpr double share = 0.75;
  return std::max(1, static_cast<int>(share * most));
}

void handle(const route& how, const request& what, exchange& x) {
  try {
    how.handle(what, x);
  } catch (const std::exception& thrown) {
    spdlog::error("control: {} {} failed: {}", how.method, how.path, thrown.what());
    x.answer(refusal(500, {errc::work_failed, thrown.what(), "see the log of the mesh"}));
    x.finish();
  }
}

} // namespace

switchboard::switchboard(asio::io_context& on, server_options& given)
    : io(on),
      limits(given.limits),
      paths(std::move(given.routes)),
      origins(!given.plain, {}),
      admit(given.admit),
      nameless(given.admit ? given.nameless : nullptr),
      log_(from_ms(given.log.refusal_log_period_ms),
           static_cast<std::size_t>(given.log.refusal_log_entries)),
      shares_(given.limits),
      quick_(given.limits.connections, given.limits.connections, quick_threads),
      commands_(given.limits.commands, share_of_one(given.limits.commands),
                static_cast<std::size_t>(given.limits.commands)),
      streams_(std::make_shared<tally>(given.limits.event_streams,
                                       share_of_one(given.limits.event_streams))),
      sockets_(given.limits.dashboards, given.limits.dashboards) {}

void switchboard::begin(const connection_ptr& c) {
  handshakes_.push_back(c);
  if (handshakes_.size() > static_cast<std::size_t>(limits.handshakes)) {
    auto oldest = handshakes_.front();
    handshakes_.pop_front();
    refuse(*oldest, "crowded_out", "too many unfinished handshakes; this was the oldest");
    oldest->lowest().close();
  }
  const std::lock_guard lock(mutex_);
  counts_.handshakes = handshakes_.size();
}

void switchboard::handshake_over(const connection_ptr& c) {
  handshakes_.remove(c);
  const std::lock_guard lock(mutex_);
  counts_.handshakes = handshakes_.size();
}

bool switchboard::up(const connection_ptr& c) {
  c->key = ++last_key_;
  // Of those without a name each address has a share, and none of what is the operators'.
  const auto verdict =
      shares_.admit(c->key, c->nameless ? "nobody at " + c->address : to_string(c->who),
                    !c->nameless && c->who.role == identity::node_role::operators);
  if (!verdict.admitted) {
    refuse(*c, verdict.reason,
           to_string(c->who) + ": there are as many as " + std::string(verdict.exhausted)
               + ", and all are being answered");
    return false;
  }
  if (verdict.ends)
    if (const auto found = up_.find(*verdict.ends); found != up_.end()) {
      refuse(*found->second, "made_room",
             to_string(found->second->who) + " was idle longest; there are as many as "
                 + std::string(verdict.exhausted));
      found->second->lowest().close();
      up_.erase(found);
    }
  up_.emplace(c->key, c);
  const std::lock_guard lock(mutex_);
  counts_.connections = up_.size();
  return true;
}

void switchboard::gone(const connection_ptr& c) {
  shares_.gone(c->key);
  up_.erase(c->key);
  const std::lock_guard lock(mutex_);
  counts_.connections = up_.size();
}

void switchboard::refuse(const connection& c, std::string_view reason,
                         std::string_view detail) {
  const std::string name(reason);
  if (auto silent = log_.note(name, c.address, steady::now()))
    spdlog::warn("control: {} refused: {}{}{}{}", c.address, name, detail.empty() ? "" : ": ",
                 detail,
                 *silent > 0 ? " (and " + std::to_string(*silent) + " times before)" : "");
  const std::lock_guard lock(mutex_);
  ++counts_.refused[name];
}

void switchboard::note_answer(const route& how, unsigned status, double seconds) {
  const std::lock_guard lock(mutex_);
  counts_.durations[{how.path, status}].add(seconds);
}

switchboard::pool& switchboard::pool_of(pace takes) {
  return takes == pace::command ? commands_ : quick_;
}

void switchboard::work(const route& how, request what, const std::shared_ptr<exchange>& x) {
  {
    const std::lock_guard lock(mutex_);
    ++counts_.requests;
  }
  if (how.takes == pace::instant)
    return handle(how, what, *x);
  auto name = to_string(what.who);
  if (how.takes == pace::stream) {
    if (auto refused = streams_->enter(name))
      return x->answer(refusal(503, *refused));
    x->at_end([at = streams_, name] { at->leave(name); });
    return handle(how, what, *x);
  }
  auto& at = pool_of(how.takes);
  if (auto refused = at.at_once.enter(name))
    return x->answer(refusal(503, *refused));
  asio::post(at.workers, [&how, what = std::move(what), name = std::move(name), x, &at] {
    handle(how, what, *x);
    at.at_once.leave(name);
  });
}

void switchboard::end_all() {
  const auto close = [](const connection_ptr& c) {
    if (c->answering)
      c->answering->leave();
    c->ready.cancel();
    c->lowest().close();
  };
  for (const auto& c : handshakes_)
    close(c);
  for (const auto& [key, c] : up_)
    close(c);
}

void switchboard::join() {
  for (auto* at : {&quick_, &commands_})
    at->workers.join();
}

server_counts switchboard::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

} // namespace mesh::control
