#pragma once
#include <cstdint>
#include <functional>
#include <mutex>

#include "messages/agent_admission.hpp"
#include "messages/agent_links.hpp"

namespace mesh {

/// Decides who may come in. Any thread.
class agent_admission {
public:
  virtual ~agent_admission() = default;
  /// `then` is called once, on any thread, at once or later.
  virtual void ask(admission_question question, std::function<void(admission_answer)> then) = 0;
};

/// The enrolments of a mesh, as its hosts use them. Any thread.
class enrolments : public agent_admission {
public:
  virtual void heard(const std::string& host, const agents_at_port& news) = 0;
  virtual void heard(const std::string& host, const port_links& all) = 0;
  virtual void heard(const std::string& host, const port_refusal& what) = 0;
};

/// The place of the enrolments in this process, for those who may outlive them. Any thread.
class enrolments_place {
public:
  /// Null: there are none any more; nobody is using them when it returns.
  void open(enrolments* whom) {
    const std::lock_guard lock(mutex_);
    whom_ = whom;
  }
  /// False: there are none.
  template <class Use>
  bool use(Use what) {
    const std::lock_guard lock(mutex_);
    if (whom_ != nullptr)
      what(*whom_);
    return whom_ != nullptr;
  }

private:
  std::mutex mutex_;
  enrolments* whom_ = nullptr;
};

/// The port of a host, as its link to the orchestrator's host uses it. Any thread.
class agents_port {
public:
  virtual ~agents_port() = default;
  /// Where agents come, wss://HOST:PORT/v1/agent.
  [[nodiscard]] virtual std::string url() const = 0;
  virtual void answered(std::uint64_t question, admission_answer how) = 0;
  virtual void ordered(const port_order& what) = 0;
  /// The orchestrator's host has taken this one in: it may have missed orders before.
  virtual void joined() = 0;
  /// A part of the mesh is not on this host any more.
  virtual void moved_away(const scope& part) = 0;
};

} // namespace mesh
