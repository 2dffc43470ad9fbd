#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mesh::control {

/// The scripts that run for operators elsewhere, by an id that cannot be
/// guessed, so that one can be cancelled. From several threads.
class running_commands {
public:
  class ticket {
  public:
    ticket(running_commands& of, std::string id) : of_(of), id_(std::move(id)) {}
    ~ticket() { of_.over(id_); }
    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] bool cancelled() const { return cancelled_; }

  private:
    friend class running_commands;
    running_commands& of_;
    std::string id_;
    std::atomic<bool> cancelled_{false};
  };

  /// On the list until the ticket goes.
  std::unique_ptr<ticket> begin();
  /// False when there is none of this id.
  bool cancel(const std::string& id);

private:
  void over(const std::string& id);
  std::mutex mutex_;
  std::map<std::string, ticket*> running_;
};

} // namespace mesh::control
