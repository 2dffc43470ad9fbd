#include "runtime/records/history_sample.hpp"

#include <bit>
#include <cmath>

#include "runtime/records/digest.hpp"

namespace mesh::storage {

namespace {

void add(std::string& bytes, float number) {
  auto bits = std::bit_cast<std::uint32_t>(number);
  for (int i = 0; i < 4; ++i)
    bytes += static_cast<char>(bits >> (8 * i));
}

float number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i)
    bits |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return std::bit_cast<float>(bits);
}

std::string checksum_of(std::string_view bytes, std::string_view store_id,
                        const sample_place& at) {
  std::string place;
  for (auto number : {at.level, at.cluster, at.at_ms, at.first})
    place += std::to_string(number) + " ";
  return std::string(bytes_of(sha256({"mesh history 2 ", store_id, " ", place, bytes}))
                         .substr(0, checksum_size));
}

} // namespace

std::string with_checksum(std::string bytes, std::string_view store_id,
                          const sample_place& at) {
  bytes += checksum_of(bytes, store_id, at);
  return bytes;
}

checksum check_samples(std::string_view bytes, std::string_view store_id,
                       const sample_place& at) {
  const auto rest = bytes.size() % sample_size;
  if (rest != checksum_size)
    return rest == 0 ? checksum::none : checksum::wrong;
  const auto samples = bytes.substr(0, bytes.size() - checksum_size);
  return bytes.substr(samples.size()) == checksum_of(samples, store_id, at) ? checksum::good
                                                                            : checksum::wrong;
}

std::string pack_samples(const std::vector<history_row>& rows) {
  std::string bytes;
  bytes.reserve(rows.size() * sample_size);
  for (const auto& row : rows) {
    bytes += static_cast<char>(row.who.agent().agent);
    for (auto number : {row.score, row.latency_ms, row.processing_ms, row.queue})
      add(bytes, number);
  }
  return bytes;
}

bool unpack_samples(std::string_view bytes, const history_row& of, int agent,
                    std::vector<history_row>& rows) {
  if (const auto rest = bytes.size() % sample_size; rest != 0 && rest != checksum_size)
    return false;
  else
    bytes.remove_suffix(rest);
  for (; !bytes.empty(); bytes.remove_prefix(sample_size)) {
    auto slot = static_cast<unsigned char>(bytes[0]);
    if (slot >= max_children)
      return false;
    if (agent >= 0 && slot != agent)
      continue;
    auto row = of;
    if (of.who.kind() == scope::level::agent) {
      auto cluster = of.who.cluster();
      row.who = agent_id{cluster.sector, cluster.cluster, slot};
    }
    row.score = number_at(bytes, 1);
    row.latency_ms = number_at(bytes, 5);
    row.processing_ms = number_at(bytes, 9);
    row.queue = number_at(bytes, 13);
    if (!std::isfinite(row.score) || !std::isfinite(row.latency_ms)
        || !std::isfinite(row.processing_ms) || !std::isfinite(row.queue))
      return false;
    rows.push_back(row);
  }
  return true;
}

} // namespace mesh::storage
