#pragma once

namespace mesh {

/// CAF 0.17 notes the running actor's id for its log each time an actor is
/// resumed, under a lock of the whole process and through a map, whether it
/// logs or not. `actor_ids.cpp` defines the two functions anew with a
/// thread-local variable; a definition in the program takes the library's
/// place. With two workers a cascade of 30,000 takes a third less time.
///
/// True once CAF has called ours. Whoever calls this also makes the linker
/// take the definitions in.
bool lock_free_actor_ids_used();

} // namespace mesh
