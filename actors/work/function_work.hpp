#pragma once
#include <functional>
#include <memory>

#include "actors/work/work.hpp"

namespace mesh {

/// A C++ function as an agent's work. It runs on the actor's own thread, so it
/// must be short (well under a millisecond) and must not block; for anything
/// longer use make_async_work(). What it throws becomes `errc::work_failed`.
/// A function given to several agents is called from several threads.
std::unique_ptr<work> make_function_work(std::function<work_result(const job&)> function);

/// Work that is done elsewhere: `begin` hands the job over and returns; whoever
/// does the job calls the `work_done` it was given, from any thread. Only the
/// first call counts. A job never answered simply expires (M3). The job's
/// payload stays valid for as long as a copy of the job is kept.
/// `cancel`, if given, hears of jobs whose result is no longer wanted.
std::unique_ptr<work> make_async_work(std::function<void(const job&, work_done)> begin,
                                      std::function<void(message_id)> cancel = {});

} // namespace mesh
