// Measures the log by hand: commit_rate FOLDER [RECORDS]. Prints how many
// durable conflicts a second the disk of FOLDER takes, and how long the log is
// verified at the next start.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "runtime/records/group_commit.hpp"

using namespace mesh;
using namespace mesh::storage;

namespace {

using steady = std::chrono::steady_clock;

double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

conflict_entry entry_of(std::uint64_t id) {
  conflict_entry e;
  e.record = {{id},
              1'700'000'000'000 + id / 10,
              agent_id::unpack(static_cast<std::uint32_t>(id * 7919 % 1'000'000)),
              {id},
              {conflict_type::data_contradiction, "the value that was expected",
               "the value that came", id, 3, 20}};
  return e;
}

int measure(const std::filesystem::path& folder, std::uint64_t records) {
  auto where = store::open(folder);
  if (!where) {
    std::fprintf(stderr, "%s\n", to_string(where.error()).c_str());
    return 1;
  }
  auto start = steady::now();
  auto log = conflict_log::open(*where);
  if (!log) {
    std::fprintf(stderr, "%s\n", to_string(log.error()).c_str());
    return 1;
  }
  const auto before = log->query({.limit = 0})->total;
  std::printf("verified at start  %llu records in %.3f s\n",
              static_cast<unsigned long long>(before), seconds_since(start));
  start = steady::now();
  std::atomic<std::uint64_t> acknowledged{0};
  group_commit writer(*log);
  for (std::uint64_t i = 1; i <= records; ++i)
    while (!writer.append(entry_of(before + i),
                          [&](const auto& result) { acknowledged += result ? 1 : 0; }))
      std::this_thread::yield();
  writer.stop();
  const auto took = seconds_since(start);
  std::printf(
      "durable            %llu of %llu records in %.3f s: %.0f a second, "
      "%.0f to a transaction\n",
      static_cast<unsigned long long>(acknowledged.load()),
      static_cast<unsigned long long>(records), took, static_cast<double>(acknowledged) / took,
      static_cast<double>(acknowledged) / static_cast<double>(writer.counts().transactions));
  return acknowledged == records ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: commit_rate FOLDER [RECORDS]\n");
    return 2;
  }
  return measure(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000);
}
