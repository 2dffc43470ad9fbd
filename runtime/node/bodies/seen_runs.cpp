#include "runtime/node/bodies/seen_runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {

using figures = run_arrivals::figures;

constexpr std::uint32_t most_agents = 100'000'000; // times that one may be counted in a run
constexpr double longest_ms = 1e12;

/// In the order of the wire: new ones go to the end.
constexpr std::array counted{&figures::targets,   &figures::sent,    &figures::conflict,
                             &figures::straggler, &figures::skipped, &figures::expired,
                             &figures::refused,   &figures::running};

const seen_run* find(const seen_runs& all, std::uint64_t gather) {
  const auto found = std::ranges::find(all.runs, gather, &seen_run::gather);
  return found == all.runs.end() ? nullptr : &*found;
}

/// The READY agents of each bin since then; a host that has begun anew counts from nothing.
run_arrivals::filled_bins increase(const run_arrivals::filled_bins& newer,
                                   const run_arrivals::filled_bins& older) {
  run_arrivals::filled_bins more;
  for (const auto& [bin, many] : newer) {
    const auto had =
        std::ranges::lower_bound(older, bin, {}, &run_arrivals::filled_bins::value_type::first);
    const auto before = had != older.end() && had->first == bin ? had->second : 0U;
    if (many > before)
      more.emplace_back(bin, many - before);
  }
  return more;
}

bool read(const v1::SeenRun& pb, seen_run& out) {
  out.gather = pb.gather();
  out.to_t_ms = pb.to_t_ms();
  out.window_ms = pb.window_ms();
  out.scheduled = pb.scheduled();
  for (const auto ms : {out.to_t_ms, out.window_ms})
    if (!std::isfinite(ms) || std::abs(ms) > longest_ms)
      return false;
  if (pb.counts_size() != static_cast<int>(counted.size()) || pb.bins_size() % 2 != 0)
    return false;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    out.counts.*counted[i] = pb.counts(static_cast<int>(i));
    if (out.counts.*counted[i] > most_agents)
      return false;
  }
  for (int i = 0; i < pb.bins_size(); i += 2) {
    const auto bin = pb.bins(i);
    const auto many = pb.bins(i + 1);
    if (bin >= run_arrivals::bins || many == 0 || many > most_agents
        || (!out.bins.empty() && bin <= out.bins.back().first))
      return false;
    out.bins.emplace_back(bin, many);
    out.counts.ready += many;
  }
  return true;
}

} // namespace

seen_runs snapshot(const arrival_board& board, time_point now) {
  seen_runs all;
  for (const auto& run : board.newest())
    all.runs.push_back({run->gather, to_ms(run->arrive - now), to_ms(run->window),
                        run->scheduled, run->counts(), run->filled()});
  return all;
}

bool is_news(const seen_runs& newer, const seen_runs& older) {
  return std::ranges::any_of(newer.runs, [&](const seen_run& run) {
    const auto* before = find(older, run.gather);
    return before == nullptr || !(before->counts == run.counts) || before->bins != run.bins;
  });
}

void add_increase(arrival_board& board, const seen_runs& newer, const seen_runs& before,
                  time_point now) {
  for (const auto& run : newer.runs) {
    const auto* older = find(before, run.gather);
    if (older != nullptr && older->counts == run.counts && older->bins == run.bins)
      continue; // or an old run would push a new one off the board
    auto more = run.counts;
    if (older != nullptr)
      for (const auto count : counted)
        more.*count -= older->counts.*count; // fewer run than before: the sum is right again
    board.join(run.gather, now + from_ms(run.to_t_ms), from_ms(run.window_ms), run.scheduled)
        ->add(more,
              increase(run.bins, older != nullptr ? older->bins : run_arrivals::filled_bins{}));
  }
}

void end_running(arrival_board& board, const seen_runs& last) {
  for (const auto& run : last.runs)
    if (auto here = board.find(run.gather))
      here->add({.running = 0U - run.counts.running}, {});
}

std::string encode(const seen_runs& said) {
  v1::SeenRuns pb;
  for (const auto& run : said.runs) {
    auto& to = *pb.add_runs();
    to.set_gather(run.gather);
    to.set_to_t_ms(run.to_t_ms);
    to.set_window_ms(run.window_ms);
    to.set_scheduled(run.scheduled);
    for (const auto count : counted)
      to.add_counts(run.counts.*count);
    for (const auto& [bin, many] : run.bins) {
      to.add_bins(bin);
      to.add_bins(many);
    }
  }
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, seen_runs& out) {
  v1::SeenRuns pb;
  if (!codec::parse(bytes, pb)
      || static_cast<std::size_t>(pb.runs_size()) > arrival_board::most)
    return false;
  out.runs.assign(static_cast<std::size_t>(pb.runs_size()), {});
  for (int i = 0; i < pb.runs_size(); ++i)
    if (!read(pb.runs(i), out.runs[static_cast<std::size_t>(i)]))
      return false;
  return true;
}

} // namespace mesh
