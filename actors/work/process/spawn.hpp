#pragma once
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <tl/expected.hpp>
#include <vector>

#include "actors/work/process/unique_fd.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// A program that was just started under a reaper: our ends of its pipes, all
/// non-blocking and closed on exec.
struct spawned {
  pid_t reaper = -1;
  unique_fd control; // reports come from here; closing it kills the program
  unique_fd input;
  unique_fd output;
  unique_fd errors;
};

/// Starts `argv` under the reaper at `reaper_path`; `io_error` when the system
/// refuses. Whether the program itself could be executed is reported over
/// `control`. Cheap however large this process is: nothing of it is copied.
/// `environment` is all that the program gets of one: `NAME=value` each. `folder`: where it
/// runs; empty: where this process does.
tl::expected<spawned, error> spawn(const std::string& reaper_path,
                                   const std::vector<std::string>& argv,
                                   std::vector<std::string> environment,
                                   std::int64_t memory_bytes, const std::string& folder = {});

/// Where mesh-reaper is: beside this program, where the installation of this
/// program has it, or where this library was installed. `io_error` if nowhere.
tl::expected<std::string, error> find_reaper();

/// `what: No such file or directory`, as an io_error.
error system_error(const std::string& what, int error_number);
/// The system's words for an errno.
std::string reason_of(int error_number);

} // namespace mesh
