#include "runtime/node/hub/silence_inquiries.hpp"

#include <spdlog/spdlog.h>

namespace mesh::node {

void silence_inquiries::begin(const node_peer& about, std::vector<node_peer> others) {
  std::erase_if(others, [](const node_peer& other) { return other.witness.empty(); });
  if (!ask_ || about.witness.empty() || others.empty())
    return;
  open_[about.name] = {{}, others.size()};
  ask_(about, others);
}

void silence_inquiries::heard(const reach_answer& said) {
  const auto found = open_.find(said.about);
  if (found == open_.end() || found->second.awaited == 0)
    return; // it is back
  auto& [answers, awaited] = found->second;
  answers.push_back(said.answer);
  if (--awaited > 0)
    return;
  const auto seen = silent_verdict(answers);
  spdlog::warn("why {} is silent, as {} other nodes see it: {}", said.about, answers.size(),
               seen == silent_cause::link_cut ? "they reach it, the link to it is cut"
               : seen == silent_cause::dead   ? "no node reaches it: dead, or cut off"
                                              : "unknown, no node was reached");
}

std::optional<silent_cause> silence_inquiries::cause(const std::string& name) const {
  const auto found = open_.find(name);
  if (found == open_.end() || found->second.awaited > 0)
    return std::nullopt;
  return silent_verdict(found->second.answers);
}

} // namespace mesh::node
