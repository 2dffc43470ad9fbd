#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/coordination/arrival_board.hpp"

namespace mesh {

/// The answers of one gather on one host so far (O1, C1).
struct seen_run {
  std::uint64_t gather = 0;
  double to_t_ms = 0; // when this was said; negative after T
  double window_ms = 0;
  bool scheduled = false;
  run_arrivals::figures counts;
  run_arrivals::filled_bins bins;
  bool operator==(const seen_run&) const = default;
};

/// Body of a `seen_runs` entry: the newest gathers on a node, each as a whole, so that the
/// newest entry makes up for those that were lost.
struct seen_runs {
  std::vector<seen_run> runs; // at most `arrival_board::most`
  bool operator==(const seen_runs&) const = default;
};

seen_runs snapshot(const arrival_board& board, time_point now);
/// Whether anything was counted in between; that time went by is nothing new.
bool is_news(const seen_runs& newer, const seen_runs& older);
/// Adds to `board` what a host has counted since `before`.
void add_increase(arrival_board& board, const seen_runs& newer, const seen_runs& before,
                  time_point now);
/// A host is not heard any more: its clusters do not run for `board`.
void end_running(arrival_board& board, const seen_runs& last);

/// As in messages/codec.hpp. There are no bins beyond `run_arrivals::bins`, each is once, and
/// numbers of agents are possible ones.
std::string encode(const seen_runs& said);
bool decode(std::string_view bytes, seen_runs& out);

} // namespace mesh
