#include "runtime/http/exchange.hpp"

namespace mesh::control {

void exchange::answer(response whole) {
  {
    const std::lock_guard lock(mutex_);
    if (begun_)
      return;
    head_ = std::move(whole);
    begun_ = over_ = true;
  }
  wake_();
}

void exchange::begin(std::string type, std::function<std::string()> when_quiet) {
  {
    const std::lock_guard lock(mutex_);
    if (begun_)
      return;
    head_ = response{200, std::move(type), {}};
    when_quiet_ = std::move(when_quiet);
    begun_ = stream_ = true;
  }
  wake_();
}

exchange::~exchange() {
  if (at_end_)
    at_end_();
}

void exchange::follow(std::string type, duration period, std::function<std::string()> next,
                      std::function<std::string()> when_quiet, std::function<bool()> over) {
  {
    const std::lock_guard lock(mutex_);
    if (begun_)
      return;
    ends_ = std::move(over);
    next_ = std::move(next);
    period_ = period;
  }
  begin(std::move(type), std::move(when_quiet));
}

bool exchange::write(std::string_view piece) {
  {
    std::unique_lock lock(mutex_);
    // one that is larger than the bound goes alone
    room_.wait(lock, [&] {
      return gone_ || pieces_.empty() || pieces_.size() + piece.size() <= most_;
    });
    if (gone_)
      return false;
    pieces_ += piece;
    if (!piece.empty())
      within_line_ = piece.back() != '\n';
  }
  wake_();
  return true;
}

void exchange::finish() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    when_quiet_ = nullptr; // what it refers to may go now
  }
  wake_();
}

bool exchange::gone() const {
  const std::lock_guard lock(mutex_);
  return gone_;
}

bool exchange::answered() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}

exchange::news exchange::take() {
  const std::lock_guard lock(mutex_);
  if (ends_ && ends_())
    over_ = true;
  else if (next_ && pieces_.empty() && !gone_)
    pieces_ = next_();
  news n{std::exchange(head_, std::nullopt), stream_, std::exchange(pieces_, {}), over_};
  room_.notify_all();
  return n;
}

std::optional<duration> exchange::looks_every() const {
  const std::lock_guard lock(mutex_);
  return next_ ? std::optional(period_) : std::nullopt;
}

std::string exchange::sign_of_life() const {
  const std::lock_guard lock(mutex_);
  const auto between_lines = pieces_.empty() && !within_line_;
  return when_quiet_ && between_lines ? when_quiet_() : std::string();
}

void exchange::leave() {
  const std::lock_guard lock(mutex_);
  gone_ = true;
  room_.notify_all();
}

} // namespace mesh::control
