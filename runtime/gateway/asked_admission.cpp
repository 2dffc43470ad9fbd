#include "runtime/gateway/asked_admission.hpp"

#include <utility>

namespace mesh::gateway {

namespace {

constexpr auto patience = std::chrono::seconds(3);

const admission_answer host_leaves{"unavailable", "this host leaves the mesh",
                                   "come to another one"};

} // namespace

void asked_admission::ask(admission_question question,
                          std::function<void(admission_answer)> then) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      number = ++newest_;
      waiting_.emplace(number, waiting{question, then, now_()});
    }
  }
  if (number == 0)
    return then(host_leaves);
  to_hub_(number, question);
}

void asked_admission::answered(std::uint64_t question, admission_answer how) {
  std::function<void(admission_answer)> then;
  {
    const std::lock_guard lock(mutex_);
    auto found = waiting_.extract(question);
    if (!found)
      return; // it was answered without the orchestrator's host
    learn(found.mapped().what, how);
    then = std::move(found.mapped().then);
  }
  then(std::move(how));
}

/// `unavailable` says nothing of the agent.
void asked_admission::learn(const admission_question& what, const admission_answer& how) {
  if (how.code == "unavailable")
    return;
  const auto before = let_in_.find(what.agent);
  if (!how.code.empty())
    let_in_.erase(what.agent);
  else if (what.new_key.empty())
    let_in_[what.agent] = {what.key, how};
  else if (before != let_in_.end())
    before->second.key = what.new_key;
}

void asked_admission::forget(const std::string& agent) {
  const std::lock_guard lock(mutex_);
  let_in_.erase(agent);
}

void asked_admission::forget(const scope& part) {
  const std::lock_guard lock(mutex_);
  std::erase_if(let_in_, [&](const auto& one) { return part.contains(one.second.how.place); });
}

admission_answer asked_admission::without_hub(const admission_question& what) const {
  const auto found = let_in_.find(what.agent);
  if (what.new_key.empty() && found != let_in_.end() && found->second.key == what.key)
    return found->second.how;
  return {"unavailable", "the orchestrator's host does not answer", "say hello again"};
}

void asked_admission::tick() {
  std::vector<std::pair<std::function<void(admission_answer)>, admission_answer>> due;
  {
    const std::lock_guard lock(mutex_);
    const auto now = now_();
    while (!waiting_.empty() && now - waiting_.begin()->second.since >= patience) {
      auto& oldest = waiting_.begin()->second;
      due.emplace_back(std::move(oldest.then), without_hub(oldest.what));
      waiting_.erase(waiting_.begin());
    }
  }
  for (auto& [then, how] : due)
    then(std::move(how));
}

void asked_admission::end() {
  std::map<std::uint64_t, waiting> left;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    left.swap(waiting_);
  }
  for (auto& [number, one] : left)
    one.then(host_leaves);
}

} // namespace mesh::gateway
