#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

/// Immutable values that are replaced while others read them, without a reader
/// ever waiting (Z4, V4). `std::atomic<std::shared_ptr>` is a spin lock in the
/// standard library we have, so old values are freed by epochs instead:
/// a reader announces the epoch it began in; a replaced value is freed once
/// every reader that could have seen it has gone.
///
/// Invariants: a value reached under a guard was current at some moment of the
/// guard's life; a value is freed only when no guard from before its
/// replacement is left; readers only ever write their own slot.
namespace mesh {

class epoch_guard;

/// Readers and replaced values of one registry.
class epoch_domain {
public:
  epoch_domain() = default;
  ~epoch_domain();
  epoch_domain(const epoch_domain&) = delete;
  epoch_domain& operator=(const epoch_domain&) = delete;

  /// Takes over a value that no new reader can reach any more.
  void retire(std::shared_ptr<const void> value);
  /// Replaced values that are not freed yet.
  [[nodiscard]] std::size_t retired() const;

private:
  friend class epoch_guard;
  static constexpr std::uint64_t idle = ~std::uint64_t{0};
  struct alignas(64) slot { // a cache line each: readers do not disturb each other
    std::atomic<std::uint64_t> since{idle};
    std::atomic<bool> taken{false};
    std::atomic<slot*> next{nullptr};
  };
  slot& enter();
  void leave(slot& mine);
  [[nodiscard]] std::uint64_t oldest_reader() const;

  std::atomic<std::uint64_t> epoch_{1};
  std::atomic<slot*> slots_{nullptr}; // only ever grows, to the most readers at once
  mutable std::mutex writers_;        // among writers only
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const void>>> retired_;
};

/// Keeps everything reachable when it was made, and after, alive.
class epoch_guard {
public:
  explicit epoch_guard(epoch_domain& domain) : domain_(&domain), slot_(&domain.enter()) {}
  ~epoch_guard() {
    if (slot_ != nullptr)
      domain_->leave(*slot_);
  }
  epoch_guard(epoch_guard&& other) noexcept
      : domain_(other.domain_), slot_(std::exchange(other.slot_, nullptr)) {}
  epoch_guard& operator=(epoch_guard&&) = delete;
  epoch_guard(const epoch_guard&) = delete;
  epoch_guard& operator=(const epoch_guard&) = delete;

private:
  epoch_domain* domain_;
  epoch_domain::slot* slot_;
};

/// One replaceable value.
template <class T>
class published {
public:
  published() = default;
  ~published() { delete value_.load(); }
  published(const published&) = delete;
  published& operator=(const published&) = delete;

  /// Null until the first value. Valid as long as the guard lives.
  [[nodiscard]] const T* get(const epoch_guard&) const {
    return value_.load(std::memory_order_seq_cst);
  }
  void replace(std::unique_ptr<const T> value, epoch_domain& domain) {
    if (const auto* old = value_.exchange(value.release(), std::memory_order_seq_cst))
      domain.retire(std::shared_ptr<const void>(
          old, [](const void* p) { delete static_cast<const T*>(p); }));
  }

private:
  std::atomic<const T*> value_{nullptr};
};

} // namespace mesh
