#include "runtime/base/process_memory.hpp"

#include <malloc.h>

namespace mesh {

void bound_memory(const runtime_config& cfg) {
  if (cfg.malloc_arenas > 0)
    ::mallopt(M_ARENA_MAX, cfg.malloc_arenas);
}

void return_memory() {
  ::malloc_trim(0);
}

} // namespace mesh
