#include "runtime/gateway/link_outbox.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/work/text.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::gateway {

namespace {

/// Of a delivery, beside its payload.
constexpr std::size_t head_bytes = 128;

} // namespace

void link_outbox::put(std::size_t more, const std::function<void()>& in) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_)
      return;
    in();
    bytes_ += more;
    if (std::exchange(any_, true))
      return;
  }
  wake_();
}

void link_outbox::say(const pb::FromMesh& part) {
  put(part.ByteSizeLong(), [&] { waiting_.MergeFrom(part); });
}

void link_outbox::deliver(const job& what, duration time_left, std::uint8_t attempt,
                          const std::string& agent) {
  put(head_bytes + what.payload.size(), [&] {
    auto& d = *waiting_.add_deliver();
    d.set_agent(agent);
    d.set_id(to_string(what.id));
    d.set_verb(std::string(what.verb));
    if (is_utf8(what.payload))
      d.set_text(std::string(what.payload));
    else
      d.set_data(std::string(what.payload));
    d.set_time_left_ms(std::max(0.0, to_ms(time_left)));
    d.set_attempt(attempt);
    d.set_source(std::string(what.source));
    if (what.correlation != message_id{})
      d.set_correlation(to_string(what.correlation));
    if (what.causation != message_id{})
      d.set_causation(to_string(what.causation));
    d.set_lamport(what.lamport);
    d.set_payload_weight(what.payload_weight);
    d.set_queue_depth(static_cast<std::uint32_t>(std::max(0, what.queue_depth)));
  });
}

void link_outbox::withdraw(message_id what, const std::string& agent) {
  const auto id = to_string(what);
  put(head_bytes, [&] {
    auto& all = *waiting_.mutable_deliver();
    const auto found = std::find_if(all.begin(), all.end(), [&](const pb::Deliver& d) {
      return d.id() == id && d.agent() == agent;
    });
    if (found != all.end()) {
      all.erase(found);
      return;
    }
    auto& w = *waiting_.add_withdraw();
    w.set_agent(agent);
    w.set_id(id);
  });
}

std::vector<pb::FromMesh> link_outbox::take(std::size_t message_bytes) {
  pb::FromMesh all;
  {
    const std::lock_guard lock(mutex_);
    all.Swap(&waiting_);
    bytes_ = 0;
    any_ = false;
  }
  std::vector<pb::FromMesh> messages;
  auto last =
      all.has_goodbye() ? std::optional(std::move(*all.mutable_goodbye())) : std::nullopt;
  all.clear_goodbye();
  auto deliveries = std::move(*all.mutable_deliver());
  all.clear_deliver();
  std::size_t bytes = all.ByteSizeLong();
  if (bytes > 0)
    messages.push_back(std::move(all));
  for (auto& d : deliveries) {
    const auto more = head_bytes + d.text().size() + d.data().size();
    if (messages.empty() || bytes + more > message_bytes) {
      messages.emplace_back();
      bytes = 0;
    }
    bytes += more;
    *messages.back().add_deliver() = std::move(d);
  }
  if (last) {
    if (messages.empty())
      messages.emplace_back();
    *messages.back().mutable_goodbye() = std::move(*last);
  }
  return messages;
}

bool link_outbox::empty() const {
  const std::lock_guard lock(mutex_);
  return !any_;
}

std::size_t link_outbox::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

bool link_outbox::overfull() const {
  const std::lock_guard lock(mutex_);
  return bytes_ > most_bytes_;
}

void link_outbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  waiting_.Clear();
  bytes_ = 0;
}

} // namespace mesh::gateway
