#pragma once
#include <string>
#include <vector>

#include "tests/sim/chaos/record.hpp"

/// What must hold whatever happens to a mesh. Each check names what does not;
/// nothing, when all is well.
namespace mesh::testing {

using problems = std::vector<std::string>;

/// G2: every message of every command ended as exactly one of ready, conflict,
/// straggler, skipped, expired or refused; and who is not ready has a name.
problems check_accounts(const chaos_record& r);

/// No work ran twice to effect, and none was begun after its time (M3).
///
/// An effect is an answer that counts: READY or CONFLICT in the result of a
/// command. It comes from a piece of work that was begun for that message, and
/// there is at most one for an agent and a message. Work may be *begun* again
/// only by a replacement of the agent, or after a freeze or withdrawal has put
/// it down; never by one and the same agent that has finished it.
problems check_effects(const chaos_record& r);

/// O6: who is frozen begins no work, and neither does its replacement.
problems check_freezes(const chaos_record& r);

/// Every crash has its replacement or its escalation: who is down before
/// healing was given up by somebody, and after it nobody is down.
problems check_replacements(const chaos_record& r);

/// K1: the conflict log holds exactly what was reported: each conflict that
/// counted, once; and none that no agent has answered with.
problems check_conflicts(const chaos_record& r);

/// B2: each breaker went only the ways it may, in its times, and none was
/// forgotten by the replacement of who kept it.
problems check_breakers(const chaos_record& r);

/// D1: each mode was that of the active rate.
problems check_modes(const chaos_record& r);

/// Nothing leaks: at rest there are as many actors and timers as at the start,
/// nobody holds a message any more, queues are empty, and each message from
/// agent to agent was answered or counted as lost.
problems check_leaks(const chaos_record& r);

/// When nothing goes wrong any more, everybody answers.
problems check_recovery(const chaos_record& r);

/// All of them.
problems check_all(const chaos_record& r);

} // namespace mesh::testing
