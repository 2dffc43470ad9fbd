#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace mesh {

/// What became of the tasks of chains so far, by the names of chain and task: how often they
/// were refuted, how long work and verification took, and how branches were decided. What
/// adaptive speculation goes by (V2, V3). Bounded: beyond `most` tasks nothing new is learned.
class chain_experience {
public:
  explicit chain_experience(std::size_t most = 10'000) : most_(most) {}

  void worked(const std::string& chain, const std::string& task, double ms);
  void verified(const std::string& chain, const std::string& task, double ms,
                const std::string& decided);
  void refuted(const std::string& chain, const std::string& task);

  /// Probability that the task is refuted, from 0 to 1: a Beta posterior whose prior says one
  /// in ten, as if ten had been seen.
  [[nodiscard]] double refutation_rate(const std::string& chain, const std::string& task) const;
  /// Milliseconds, averaged; 0: not known.
  [[nodiscard]] double work_ms(const std::string& chain, const std::string& task) const;
  [[nodiscard]] double verification_ms(const std::string& chain, const std::string& task) const;
  /// What has decided its branch most often; empty: nothing has.
  [[nodiscard]] std::string likely(const std::string& chain, const std::string& task) const;
  /// How often the branch went by this, with one of two added to either side.
  [[nodiscard]] double likelihood(const std::string& chain, const std::string& task,
                                  const std::string& decided) const;

private:
  struct entry {
    std::uint64_t verified = 0;
    std::uint64_t refuted = 0;
    double work_ms = 0;
    double verification_ms = 0;
    std::map<std::string, std::uint64_t> decided; // bounded
  };
  entry* at(const std::string& chain, const std::string& task);
  [[nodiscard]] const entry* find(const std::string& chain, const std::string& task) const;

  std::size_t most_;
  std::map<std::pair<std::string, std::string>, entry> entries_;
};

} // namespace mesh
