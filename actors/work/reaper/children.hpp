#pragma once
#include <sys/types.h>
#include <vector>

namespace mesh::reaper {

/// The direct children of this process, zombies included. May miss some that
/// come or go meanwhile: ask again until waitpid() says that there are none.
std::vector<pid_t> list_children();

} // namespace mesh::reaper
