#include "actors/chains/chain_experience.hpp"

#include <algorithm>

namespace mesh {

namespace {

/// Newer samples count a little more: what changes is followed.
void average(double& mean, double sample) {
  constexpr double newest = 0.2;
  mean = mean > 0 ? mean + newest * (sample - mean) : sample;
}

} // namespace

chain_experience::entry* chain_experience::at(const std::string& chain,
                                              const std::string& task) {
  auto found = entries_.find({chain, task});
  if (found != entries_.end())
    return &found->second;
  return entries_.size() < most_ ? &entries_[{chain, task}] : nullptr;
}

const chain_experience::entry* chain_experience::find(const std::string& chain,
                                                      const std::string& task) const {
  auto found = entries_.find({chain, task});
  return found == entries_.end() ? nullptr : &found->second;
}

void chain_experience::worked(const std::string& chain, const std::string& task, double ms) {
  if (auto* mine = at(chain, task))
    average(mine->work_ms, ms);
}

void chain_experience::verified(const std::string& chain, const std::string& task, double ms,
                                const std::string& decided) {
  auto* mine = at(chain, task);
  if (mine == nullptr)
    return;
  ++mine->verified;
  average(mine->verification_ms, ms);
  constexpr std::size_t most_ways = 64;
  if (mine->decided.contains(decided) || mine->decided.size() < most_ways)
    ++mine->decided[decided];
}

void chain_experience::refuted(const std::string& chain, const std::string& task) {
  if (auto* mine = at(chain, task))
    ++mine->refuted;
}

double chain_experience::refutation_rate(const std::string& chain,
                                         const std::string& task) const {
  constexpr double prior_refuted = 1;
  constexpr double prior_seen = 10;
  const auto* mine = find(chain, task);
  if (mine == nullptr)
    return prior_refuted / prior_seen;
  auto seen = static_cast<double>(mine->verified + mine->refuted);
  return (static_cast<double>(mine->refuted) + prior_refuted) / (seen + prior_seen);
}

double chain_experience::work_ms(const std::string& chain, const std::string& task) const {
  const auto* mine = find(chain, task);
  return mine == nullptr ? 0 : mine->work_ms;
}

double chain_experience::verification_ms(const std::string& chain,
                                         const std::string& task) const {
  const auto* mine = find(chain, task);
  return mine == nullptr ? 0 : mine->verification_ms;
}

std::string chain_experience::likely(const std::string& chain, const std::string& task) const {
  const auto* mine = find(chain, task);
  if (mine == nullptr || mine->decided.empty())
    return {};
  return std::ranges::max_element(mine->decided, {}, [](const auto& one) { return one.second; })
      ->first;
}

double chain_experience::likelihood(const std::string& chain, const std::string& task,
                                    const std::string& decided) const {
  const auto* mine = find(chain, task);
  double fits = 1;
  double all = 2;
  if (mine != nullptr)
    for (const auto& [what, times] : mine->decided) {
      fits += what == decided ? static_cast<double>(times) : 0;
      all += static_cast<double>(times);
    }
  return fits / all;
}

} // namespace mesh
