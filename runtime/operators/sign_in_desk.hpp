#pragma once
#include <mutex>
#include <string>
#include <utility>

#include "runtime/operators/audit_log.hpp"
#include "runtime/operators/challenge_book.hpp"
#include "runtime/operators/operators_book.hpp"
#include "runtime/operators/session_book.hpp"

namespace mesh {

/// All that a mesh knows of operators who sign in (X3). Any thread.
class sign_in_desk {
public:
  operators_book operators;
  session_book sessions;
  challenge_book challenges;
  audit_log audit;

  /// Where its pages are, such as `http://localhost:7480`; empty: nowhere.
  void set_address(std::string address) {
    const std::lock_guard lock(mutex_);
    address_ = std::move(address);
  }
  [[nodiscard]] std::string address() const {
    const std::lock_guard lock(mutex_);
    return address_;
  }

private:
  mutable std::mutex mutex_;
  std::string address_;
};

} // namespace mesh
