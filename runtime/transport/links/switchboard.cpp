#include "runtime/transport/links/switchboard.hpp"

#include <spdlog/spdlog.h>

namespace mesh::transport {

namespace {

std::chrono::nanoseconds from_ms(double ms) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double, std::milli>(ms));
}

std::optional<link_end> overdue(const deadlines& due, steady::time_point now) {
  if (now > due.handshake)
    return link_end::handshake_timeout;
  if (now > due.stall)
    return link_end::stalled;
  if (now > due.idle)
    return link_end::idle;
  if (now > due.age)
    return link_end::aged;
  return std::nullopt;
}

} // namespace

switchboard::switchboard(asio::io_context& context_of_thread, const transport_config& bounds,
                         link_observer observer)
    : io(context_of_thread),
      limits(bounds),
      observer_(std::move(observer)),
      log_(from_ms(bounds.refusal_log_period_ms), std::size_t(bounds.refusal_log_entries)) {}

steady::time_point switchboard::after(double ms) {
  return steady::now() + from_ms(ms);
}

std::function<void()> switchboard::give_up(const std::weak_ptr<link>& k) {
  return [this, k] {
    asio::post(io, [this, k] {
      if (auto still_there = k.lock())
        end(*still_there, link_end::output_full);
    });
  };
}

void switchboard::begin(const link_ptr& k) {
  all_.insert(k);
  k->number = ++begun_;
  k->due.handshake = after(limits.handshake_timeout_ms);
  if (all_.size() > std::size_t(limits.links) + std::size_t(limits.handshakes))
    end(*k, link_end::too_many_links);
  if (!k->incoming)
    return;
  handshakes_.push_back(k);
  if (handshakes_.size() <= std::size_t(limits.handshakes))
    return;
  auto oldest = handshakes_.front();
  handshakes_.pop_front();
  end(*oldest, link_end::crowded_out);
}

void switchboard::up(const link_ptr& k) {
  up_.insert(k);
  ++made_;
  up_count_ = up_.size();
  if (observer_)
    observer_({link_event::kind::up, {}, k->incoming, k->peer_text(), k->address});
}

void switchboard::introduced(const link& k) {
  spdlog::info("link {} {} {}: up", k.incoming ? "from" : "to", k.peer_text(), k.address);
}

void switchboard::gone(const link_ptr& k) {
  k->close();
  handshake_over(k);
  if (k->node)
    nodes.release(*k->node);
  all_.erase(k);
  up_.erase(k);
  up_count_ = up_.size();
  ++over_[static_cast<std::size_t>(k->reason())];
  say_over(*k);
  k->gone.cancel();
}

/// Of links whose peer has not introduced itself there may be any number.
void switchboard::say_over(const link& k) {
  const auto* way = k.incoming ? "from" : "to";
  const auto refused = is_refusal(k.reason());
  if (!refused && k.node) {
    spdlog::info("link {} {} {}: {}", way, k.peer_text(), k.address,
                 explanation_of(k.reason()));
  } else {
    // without the port, which is another one each time
    const auto host = k.address.substr(0, k.address.rfind(':'));
    if (auto silent = log_.note(k.reason(), host, steady::now()))
      spdlog::log(refused ? spdlog::level::warn : spdlog::level::info,
                  "link {} {} {}: {}: {}{}", way, k.peer_text(), k.address, name_of(k.reason()),
                  explanation_of(k.reason()),
                  *silent == 0 ? "" : " (and " + std::to_string(*silent) + " more like it)");
  }
  if (observer_)
    observer_({link_event::kind::over, k.reason(), k.incoming, k.peer_text(), k.address});
}

void switchboard::sweep() {
  const auto now = steady::now();
  for (const auto& k : std::vector<link_ptr>(all_.begin(), all_.end())) {
    if (now > k->due.linger)
      k->close();
    else if (auto reason = overdue(k->due, now))
      end(*k, *reason);
  }
}

void switchboard::end_all(link_end reason) {
  for (const auto& k : std::vector<link_ptr>(all_.begin(), all_.end()))
    end(*k, reason);
}

link_counts switchboard::counts() const {
  link_counts counts;
  counts.up = up_count_;
  counts.made = made_;
  counts.dropped_frames = dropped_;
  for (std::size_t i = 0; i < link_ends; ++i)
    counts.over[i] = over_[i];
  return counts;
}

} // namespace mesh::transport
