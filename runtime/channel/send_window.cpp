#include "runtime/channel/send_window.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "messages/protocol.hpp"

namespace mesh {

namespace {

std::size_t positive(int n) {
  return static_cast<std::size_t>(n);
}

} // namespace

tl::unexpected<error> send_window::refuse(errc code, std::string detail, std::string remedy) {
  ++counts_.refused;
  return tl::unexpected(error{code, std::move(detail), std::move(remedy)});
}

tl::expected<void, error> send_window::offer(link_entry e, time_point now) {
  const auto bytes = bytes_of(e);
  if (bytes > std::min(positive(cfg_.bytes), longest_body))
    return refuse(errc::payload_too_large,
                  "an entry of " + std::to_string(bytes) + " bytes for another process",
                  "links.bytes is " + std::to_string(cfg_.bytes));
  const bool summary = newest_wins(e.kind);
  auto before = summary ? by_subject_.find(subject_of(e)) : by_subject_.end();
  kept* old = before == by_subject_.end() ? nullptr : &**before->second;
  if (!make_room(bytes, old))
    return refuse(errc::queue_full,
                  std::to_string(size()) + " entries, " + std::to_string(bytes_)
                      + " bytes wait for another process",
                  "it is away or slow; or raise links.entries, links.bytes");
  ++counts_.accepted;
  bytes_ += bytes;
  waiting_bytes_ += bytes;
  if (summary)
    summary_bytes_ += bytes;
  if (old != nullptr) {
    // In its place in the order: one that is replaced often must go some day, too.
    const auto gone = bytes_of(old->entry);
    bytes_ -= gone;
    waiting_bytes_ -= gone;
    summary_bytes_ -= gone;
    ++counts_.replaced;
    old->entry = std::move(e);
    old->offered = now;
    return {};
  }
  waiting_.push_back({std::move(e), now, now});
  if (summary) {
    summaries_.push_back(std::prev(waiting_.end()));
    by_subject_[subject_of(waiting_.back().entry)] = std::prev(summaries_.end());
  }
  return {};
}

/// Drops the oldest waiting summaries, as few as will do; none when all of them would
/// not. `replaced` is one that goes anyway.
bool send_window::make_room(std::size_t bytes, const kept* replaced) {
  const auto most = positive(cfg_.entries);
  const auto most_bytes = positive(cfg_.bytes);
  const auto own = replaced != nullptr ? bytes_of(replaced->entry) : 0;
  const std::size_t one = replaced != nullptr ? 0 : 1;
  const auto others = summaries_.size() - (replaced != nullptr ? 1 : 0);
  if (size() + one - others > most
      || bytes_ - own + bytes - (summary_bytes_ - own) > most_bytes)
    return false;
  for (auto i = summaries_.begin(); size() + one > most || bytes_ - own + bytes > most_bytes;) {
    auto oldest = i++;
    if (&**oldest == replaced)
      continue;
    auto in_queue = *oldest;
    const auto freed = bytes_of(in_queue->entry);
    drop_summary(oldest);
    waiting_.erase(in_queue);
    bytes_ -= freed;
    waiting_bytes_ -= freed;
    ++counts_.displaced;
  }
  return true;
}

/// From now on it is like any other entry.
void send_window::drop_summary(summaries::iterator which) {
  const auto& e = (*which)->entry;
  summary_bytes_ -= bytes_of(e);
  by_subject_.erase(subject_of(e));
  summaries_.erase(which);
}

bool send_window::enough_for_a_batch() const {
  return waiting_.size() >= positive(cfg_.batch_entries)
         || waiting_bytes_ >= positive(cfg_.batch_bytes);
}

std::optional<link_batch> send_window::next(time_point now) {
  if (!up_)
    return std::nullopt;
  const bool stuck = !resending_ || flight_.room() == 0; // also while it is sent again
  if (!sent_.empty() && stuck && now >= progress_ + from_ms(cfg_.resend_ms)) {
    flight_.lost();
    send_again(now);
  }
  if (flight_.room() == 0) {
    if (resending_ || !waiting_.empty())
      flight_.was_full();
    return std::nullopt;
  }
  link_batch b;
  std::size_t bytes = 0;
  bool has_room = !resending_ || fill_with_sent(b, bytes, now);
  bool worth_it =
      !b.entries.empty() || enough_for_a_batch()
      || (!waiting_.empty() && now >= waiting_.front().queued + from_ms(cfg_.flush_ms));
  if (has_room && worth_it)
    fill_with_waiting(b, bytes, now);
  if (b.entries.empty())
    return std::nullopt;
  std::size_t all = 0;
  for (const auto& e : b.entries)
    all += bytes_of(e);
  flight_.sent(all, now);
  return b;
}

/// Of a batch that has something in it already.
bool send_window::has_room(std::size_t bytes) const {
  return bytes <= std::min(positive(cfg_.batch_bytes), flight_.room());
}

/// A larger entry goes in slices of that.
std::size_t send_window::piece() const {
  return std::clamp(flight_.piece(), 2 * entry_overhead, positive(cfg_.entry_bytes));
}

bool send_window::add(link_batch& b, std::size_t& bytes, const kept& k, time_point now) const {
  const auto more = bytes_of(k.entry);
  if (!b.entries.empty()
      && (b.entries.size() >= positive(cfg_.batch_entries) || !has_room(bytes + more)))
    return false;
  bytes += more;
  b.entries.push_back(k.entry);
  b.entries.back().waited += now - k.offered;
  return true;
}

bool send_window::is_sliced(const kept& k) const {
  const bool begun = resending_ && sliced_ > 0 && &*again_ == &k;
  return begun || bytes_of(k.entry) > piece();
}

/// A batch of its own; true when that was the last of the entry.
bool send_window::add_slice(link_batch& b, const kept& k, time_point now) {
  const auto& whole = k.entry;
  b.slice_at = sliced_;
  b.slice_of = whole.body.size();
  auto part = whole.body.substr(sliced_, piece() - entry_overhead);
  sliced_ += part.size();
  b.entries.push_back({whole.kind, whole.where, whole.number, whole.waited + (now - k.offered),
                       std::move(part)});
  return sliced_ == whole.body.size();
}

/// False: the batch is full.
bool send_window::fill_with_sent(link_batch& b, std::size_t& bytes, time_point now) {
  b.first = again_number_;
  while (again_ != sent_.end()) {
    const bool sliced = is_sliced(*again_);
    if (sliced ? !b.entries.empty() || !add_slice(b, *again_, now)
               : !add(b, bytes, *again_, now))
      return false;
    counts_.resent += again_number_ > newest_ ? 0 : 1;
    newest_ = std::max(newest_, again_number_);
    sliced_ = 0;
    again_->went = flight::stamp(now);
    ++again_, ++again_number_;
    if (sliced)
      break;
  }
  resending_ = again_ != sent_.end();
  return !resending_ && b.slice_of == 0;
}

void send_window::fill_with_waiting(link_batch& b, std::size_t& bytes, time_point now) {
  if (b.entries.empty()) {
    b.first = acknowledged_ + sent_.size() + 1;
    b.entries.reserve(std::min(waiting_.size(), positive(cfg_.batch_entries)));
  }
  while (!waiting_.empty() && has_credit()) {
    const auto& oldest = waiting_.front();
    const bool sliced = is_sliced(oldest);
    if (sliced ? !b.entries.empty() : !add(b, bytes, oldest, now))
      return;
    waiting_bytes_ -= bytes_of(oldest.entry);
    if (!summaries_.empty() && summaries_.front() == waiting_.begin())
      drop_summary(summaries_.begin());
    if (sent_.empty())
      progress_ = now;
    sent_.splice(sent_.end(), waiting_, waiting_.begin());
    ++counts_.sent;
    if (!sliced) {
      sent_.back().went = flight::stamp(now);
      newest_ = acknowledged_ + sent_.size();
      continue;
    }
    resending_ = true; // one slice after the other
    again_ = std::prev(sent_.end());
    again_number_ = acknowledged_ + sent_.size();
    fill_with_sent(b, bytes, now);
    return;
  }
}

std::optional<time_point> send_window::next_wake(time_point now) const {
  if (!up_)
    return std::nullopt;
  const bool full = flight_.room() == 0;
  if (resending_ && !full)
    return now;
  std::optional<time_point> wake;
  if (!sent_.empty())
    wake = progress_ + from_ms(cfg_.resend_ms);
  if (!waiting_.empty() && has_credit() && !full) {
    auto flush = enough_for_a_batch() ? now : waiting_.front().queued + from_ms(cfg_.flush_ms);
    wake = wake ? std::min(*wake, flush) : flush;
  }
  return wake ? std::optional(std::max(*wake, now)) : std::nullopt;
}

void send_window::on_peer(std::uint64_t acknowledged, std::uint32_t credit, time_point now) {
  if (acknowledged > acknowledged_ + sent_.size()) {
    ++counts_.ack_errors;
    return;
  }
  limit_ = std::max(limit_, acknowledged + credit);
  if (acknowledged <= acknowledged_)
    return;
  progress_ = now;
  ack_is_due_ = false;
  for (; acknowledged_ < acknowledged; ++acknowledged_, ++counts_.acknowledged) {
    if (resending_ && again_ == sent_.begin()) {
      ++again_;
      ++again_number_;
      sliced_ = 0;
    }
    bytes_ -= bytes_of(sent_.front().entry);
    sent_.pop_front();
  }
  if (sent_.empty())
    resending_ = false;
}

/// The peer acknowledges soon what it has. Of an entry that was lost on its way it has only
/// what came after it: however much of that arrives, it is no progress.
void send_window::on_reached(time_point sent, duration round_trip, time_point now) {
  if (!flight_.reached(sent, round_trip, now))
    return;
  if (oldest_went_by(sent) && std::exchange(ack_is_due_, true))
    return;
  progress_ = now;
}

bool send_window::oldest_went_by(time_point sent) const {
  const bool going_out = resending_ && again_ == sent_.begin();
  return !sent_.empty() && !going_out && sent_.front().went <= sent;
}

void send_window::send_again(time_point now) {
  resending_ = true;
  again_ = sent_.begin();
  again_number_ = acknowledged_ + 1;
  sliced_ = 0;
  progress_ = now;
  ack_is_due_ = false;
}

void send_window::link_up(time_point now) {
  up_ = true;
  flight_.clear();
  if (!sent_.empty())
    send_again(now);
}

std::vector<link_entry> send_window::new_peer_session(time_point now) {
  std::vector<link_entry> returned;
  returned.reserve(size());
  sent_.splice(sent_.end(), waiting_);
  for (auto& k : sent_) {
    k.entry.waited += now - k.offered;
    returned.push_back(std::move(k.entry));
  }
  counts_.returned += returned.size();
  sent_.clear();
  summaries_.clear();
  by_subject_.clear();
  bytes_ = waiting_bytes_ = summary_bytes_ = 0;
  acknowledged_ = limit_ = newest_ = 0;
  resending_ = ack_is_due_ = false;
  sliced_ = 0;
  flight_.clear();
  return returned;
}

} // namespace mesh
