#pragma once
#include <mutex>
#include <string>
#include <utility>

#include "runtime/operators/audit_log.hpp"
#include "runtime/operators/audit_share.hpp"
#include "runtime/operators/challenge_book.hpp"
#include "runtime/operators/login_book.hpp"
#include "runtime/operators/operators_book.hpp"
#include "runtime/operators/session_book.hpp"

namespace mesh {

/// All that a mesh knows of operators who sign in (X3). Any thread.
class sign_in_desk {
public:
  operators_book operators;
  session_book sessions;
  challenge_book challenges;
  login_book logins;
  audit_log audit;

  /// A refusal on record; of people who are not known as many as audit_share allows.
  void note_refusal(audit_entry what) {
    if (what.who.empty()) {
      const auto silent = unknown_.enter(what.at_ms);
      if (!silent)
        return;
      if (*silent > 0)
        what.text += " (and " + std::to_string(*silent) + " before, not on record)";
    }
    audit.note(std::move(what));
  }

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
  audit_share unknown_;
  mutable std::mutex mutex_;
  std::string address_;
};

} // namespace mesh
