#include "actors/chains/ended_chains.hpp"

#include <algorithm>
#include <map>

#include "actors/chains/chain_case.hpp"

namespace mesh {

bool has_ended(const kept_chain& chain) {
  chain_experience nobody_cares;
  chain_case one(chain, nobody_cares);
  (void)one.begin({});
  const auto phase = one.run().phase();
  return phase == chain_phase::complete || phase == chain_phase::cancelled;
}

std::vector<chain_record> without_ended(std::vector<chain_record> records, std::size_t keep) {
  const auto begun = static_cast<std::size_t>(std::ranges::count_if(
      records, [](const auto& one) { return std::holds_alternative<chain_begun>(one.what); }));
  chain_book book(1, nullptr, begun);
  if (begun <= keep || !book.restore(records, {}))
    return records;
  const auto chains = book.of({0});
  std::vector<bool> goes(chains.size());
  std::size_t ended = 0;
  for (auto at = chains.size(); at-- > 0;)
    goes[at] = has_ended(chains[at]) && ended++ >= keep;
  std::vector<std::uint32_t> number(chains.size());
  std::uint32_t next = 0;
  for (std::size_t at = 0; at < chains.size(); ++at)
    number[at] = goes[at] ? 0 : next++;
  if (next == chains.size())
    return records;
  std::vector<chain_record> left{{0, chain_serial{book.next_serial() - next}}};
  for (auto& one : records) {
    if (std::holds_alternative<chain_serial>(one.what) || goes[one.chain])
      continue;
    one.chain = number[one.chain];
    left.push_back(std::move(one));
  }
  return left;
}

} // namespace mesh
