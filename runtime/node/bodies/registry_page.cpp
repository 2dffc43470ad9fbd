#include "runtime/node/bodies/registry_page.hpp"

#include <algorithm>
#include <cmath>

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace codec {

namespace {

/// Where a row's traits are in one number, from the lowest bit on. New ones go
/// after the last.
enum trait : unsigned {
  class_at = 0,
  state_at = 3,
  slow_at = 5,
  unstable_at = 6,
  spike_at = 7,
  frozen_at = 8,
  standing_at = 9, // two bits
  overdue_at = 11,
  usual_from_at = 12, // three bits
};

std::uint32_t traits_of(const agent_row& row) {
  auto number = [](auto value) {
    return static_cast<std::uint32_t>(value);
  };
  // Suspicion is of who does not hear the host: to another one the agent is offline.
  const auto state = row.state == agent_state::suspect ? agent_state::offline : row.state;
  return number(row.cls) << class_at | number(state) << state_at
         | number(row.flags.slow) << slow_at | number(row.flags.unstable) << unstable_at
         | number(row.flags.spike) << spike_at | number(row.frozen) << frozen_at
         | number(row.standing) << standing_at | number(row.holds.overdue) << overdue_at
         | number(row.holds.from) << usual_from_at;
}

bool read_traits(std::uint32_t traits, agent_row& to) {
  auto bit = [&](trait at) {
    return (traits >> at & 1) != 0;
  };
  to.flags = {bit(slow_at), bit(unstable_at), bit(spike_at)};
  to.holds.overdue = bit(overdue_at);
  to.frozen = bit(frozen_at);
  return read_enum(traits >> class_at & 7, agent_class::f_human, to.cls)
         && read_enum(traits >> state_at & 3, agent_state::quarantined, to.state)
         && read_enum(traits >> standing_at & 3, membership::leaving, to.standing)
         && read_enum(traits >> usual_from_at & 7, usual_from::history, to.holds.from);
}

void reserve(v1::RegistryPage& to, int rows) {
  for (auto* column : {to.mutable_slot(), to.mutable_traits(), to.mutable_latency_samples(),
                       to.mutable_processing_samples(), to.mutable_queue_depth()})
    column->Reserve(rows);
  for (auto* column : {to.mutable_latency_ms(), to.mutable_processing_ms(), to.mutable_drift(),
                       to.mutable_score(), to.mutable_mean_score(), to.mutable_reliability()})
    column->Reserve(rows);
  for (auto* column :
       {to.mutable_lead_ms(), to.mutable_usual_latency_ms(), to.mutable_usual_processing_ms()})
    column->Reserve(rows);
  to.mutable_heard_age()->Reserve(rows);
  to.mutable_capabilities()->Reserve(rows);
}

void write(const agent_row& from, time_point now, v1::RegistryPage& to) {
  to.add_slot(from.id.agent);
  to.add_traits(traits_of(from));
  to.add_latency_samples(from.latency_samples);
  to.add_processing_samples(from.processing_samples);
  to.add_queue_depth(from.queue_depth);
  to.add_latency_ms(from.latency_ms);
  to.add_processing_ms(from.processing_ms);
  to.add_drift(from.drift);
  to.add_score(from.score);
  to.add_mean_score(from.mean_score);
  to.add_reliability(from.reliability);
  to.add_heard_age(age_of(from.last_heard, now));
  to.add_capabilities(from.capabilities.bits());
  to.add_lead_ms(from.lead_ms);
  to.add_usual_latency_ms(from.usual_latency_ms);
  to.add_usual_processing_ms(from.usual_processing_ms);
}

/// Most clusters have nothing in hand that takes its time.
void write_in_hand(const std::vector<agent_row>& from, time_point now, v1::RegistryPage& to) {
  auto empty = [](const agent_row& row) {
    return row.holds == in_hand{};
  };
  if (std::ranges::all_of(from, empty))
    return;
  for (const auto& row : from) {
    to.add_in_hand(row.holds.what.value);
    to.add_in_hand_age(age_of(row.holds.since, now));
    to.add_in_hand_usual_ms(row.holds.usual_ms);
  }
}

void write_hashes(const std::vector<agent_row>& from, v1::RegistryPage& to) {
  bool alike = std::ranges::all_of(
      from, [&](const agent_row& row) { return row.context_hash == from[0].context_hash; });
  for (std::size_t i = 0; i < (alike ? std::min<std::size_t>(from.size(), 1) : from.size());
       ++i)
    to.add_context_hash(from[i].context_hash);
}

bool fits(float value, float& to) {
  to = value;
  return std::isfinite(value);
}
bool fits(std::uint32_t value, std::uint16_t& to) {
  to = static_cast<std::uint16_t>(value);
  return value <= UINT16_MAX;
}
bool fits(std::uint64_t value, std::uint64_t& to) {
  to = value;
  return true;
}

/// Calls `read(value, row)` for each row. A column that is not there leaves all
/// as they are.
template <class Column, class Read>
bool each(const Column& column, std::vector<agent_row>& rows, Read read) {
  if (column.empty())
    return true;
  if (column.size() != static_cast<int>(rows.size()))
    return false;
  bool good = true;
  for (std::size_t i = 0; i < rows.size(); ++i)
    good &= read(column[static_cast<int>(i)], rows[i]);
  return good;
}

template <class Column, class Number>
bool read_column(const Column& column, std::vector<agent_row>& rows, Number agent_row::*field) {
  return each(column, rows,
              [&](auto value, agent_row& row) { return fits(value, row.*field); });
}

bool read_slots(const v1::RegistryPage& from, cluster_id cluster, std::vector<agent_row>& to) {
  if (from.slot_size() > max_children)
    return false;
  to.assign(static_cast<std::size_t>(from.slot_size()), {});
  for (int i = 0; i < from.slot_size(); ++i) {
    if (from.slot(i) >= max_children || (i > 0 && from.slot(i) <= from.slot(i - 1)))
      return false;
    to[static_cast<std::size_t>(i)].id = {cluster.sector, cluster.cluster,
                                          static_cast<std::uint8_t>(from.slot(i))};
  }
  return true;
}

bool read_hashes(const v1::RegistryPage& from, std::vector<agent_row>& to) {
  if (from.context_hash_size() != 1)
    return read_column(from.context_hash(), to, &agent_row::context_hash);
  for (auto& row : to)
    row.context_hash = from.context_hash(0);
  return true;
}

bool read_numbers(const v1::RegistryPage& from, std::vector<agent_row>& to) {
  return read_column(from.latency_samples(), to, &agent_row::latency_samples)
         && read_column(from.processing_samples(), to, &agent_row::processing_samples)
         && read_column(from.queue_depth(), to, &agent_row::queue_depth)
         && read_column(from.latency_ms(), to, &agent_row::latency_ms)
         && read_column(from.processing_ms(), to, &agent_row::processing_ms)
         && read_column(from.drift(), to, &agent_row::drift)
         && read_column(from.score(), to, &agent_row::score)
         && read_column(from.mean_score(), to, &agent_row::mean_score)
         && read_column(from.reliability(), to, &agent_row::reliability)
         && read_column(from.lead_ms(), to, &agent_row::lead_ms)
         && read_column(from.usual_latency_ms(), to, &agent_row::usual_latency_ms)
         && read_column(from.usual_processing_ms(), to, &agent_row::usual_processing_ms);
}

bool read_in_hand(const v1::RegistryPage& from, time_point now, std::vector<agent_row>& to) {
  auto what = [](std::uint64_t id, agent_row& row) {
    row.holds.what = {id};
    return true;
  };
  auto since = [&](std::uint64_t age, agent_row& row) {
    return read_age(age, now, row.holds.since);
  };
  auto usual = [](float ms, agent_row& row) {
    return fits(ms, row.holds.usual_ms);
  };
  return each(from.in_hand(), to, what) && each(from.in_hand_age(), to, since)
         && each(from.in_hand_usual_ms(), to, usual);
}

bool read_lead_times(const v1::RegistryPage& from, cluster_page& to) {
  to.longest_lead_ms = {};
  const auto classes = static_cast<int>(to.longest_lead_ms.size());
  bool good = from.longest_lead_ms_size() <= classes;
  for (int i = 0; good && i < from.longest_lead_ms_size(); ++i)
    good = fits(from.longest_lead_ms(i), to.longest_lead_ms[static_cast<std::size_t>(i)]);
  return good;
}

} // namespace

void write(const cluster_page& from, time_point now, v1::RegistryPage& to) {
  to.set_summary(encode(from.summary));
  to.set_published_age(age_of(from.published_at, now));
  for (auto ms : from.longest_lead_ms)
    to.add_longest_lead_ms(ms);
  to.set_turned_away(from.turned_away);
  reserve(to, static_cast<int>(from.rows.size()));
  for (const auto& row : from.rows)
    write(row, now, to);
  write_hashes(from.rows, to);
  write_in_hand(from.rows, now, to);
}

bool read(const v1::RegistryPage& from, time_point now, cluster_page& to) {
  to.turned_away = from.turned_away();
  auto traits = [](std::uint32_t value, agent_row& row) {
    return read_traits(value, row);
  };
  auto heard = [&](std::uint64_t age, agent_row& row) {
    return read_age(age, now, row.last_heard);
  };
  auto capabilities = [](std::uint64_t bits, agent_row& row) {
    row.capabilities = capability_set::of_bits(bits);
    return true;
  };
  return decode(from.summary(), to.summary)
         && read_age(from.published_age(), now, to.published_at) && read_lead_times(from, to)
         && read_slots(from, to.summary.cluster, to.rows)
         && each(from.traits(), to.rows, traits) && read_numbers(from, to.rows)
         && each(from.heard_age(), to.rows, heard) && read_hashes(from, to.rows)
         && read_in_hand(from, now, to.rows)
         && each(from.capabilities(), to.rows, capabilities);
}

} // namespace codec

std::string encode(const cluster_page& page, time_point now) {
  v1::RegistryPage pb;
  codec::write(page, now, pb);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, time_point now, cluster_page& out) {
  v1::RegistryPage pb;
  return codec::parse(bytes, pb, codec::small_body) && codec::read(pb, now, out);
}

} // namespace mesh
