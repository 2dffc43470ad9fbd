// storm FOLDER: writes conflicts and resolutions as fast as they are taken and
// prints a line for each that was acknowledged ("c ID", "r ID"), until killed.
#include "tests/records/storm.hpp"

#include <cstdio>
#include <string>
#include <thread>
#include <unistd.h>

#include "runtime/records/group_commit.hpp"

using namespace mesh;
using namespace mesh::storage;
using namespace mesh::test;

namespace {

int complain(const error& what) {
  std::fprintf(stderr, "storm: %s\n", to_string(what).c_str());
  return 1;
}

/// Straight to the pipe: what a killed process had in a buffer would be lost.
group_commit::completion printed(char kind, std::uint64_t id) {
  return [kind, id](const group_commit::outcome& result) {
    auto line = std::string(1, kind) + " " + std::to_string(id) + "\n";
    if (!result || ::write(STDOUT_FILENO, line.data(), line.size()) < 0)
      ::_exit(1);
  };
}

int storm(const char* folder) {
  auto where = store::open(folder);
  if (!where)
    return complain(where.error());
  auto log = conflict_log::open(*where);
  if (!log)
    return complain(log.error());
  auto id = log->query({.limit = 0})->total;
  group_commit writer(*log, {.queue = 256, .batch = 32});
  for (;;) {
    ++id;
    while (!writer.append(storm_conflict(id), printed('c', id)))
      std::this_thread::yield();
    if (id % storm_resolves == 0)
      while (!writer.resolve(storm_resolution(id), printed('r', id)))
        std::this_thread::yield();
  }
}

} // namespace

int main(int argc, char** argv) {
  return argc == 2 ? storm(argv[1]) : 2;
}
