#pragma once
#include "supervisors/resolution.hpp"

/// K3, CAPABILITY_MISMATCH: the message is given to somebody else who is capable.
/// It ends when that agent answers READY. Work that was refused was not done, so
/// nothing is done twice as long as one rule is kept for an `act`: it goes to
/// nobody who may have got it anyway, and to nobody else once somebody may have
/// begun it.
namespace mesh {

/// Whether a case's message may be given to this agent, if it is capable.
bool may_be_given(const resolution_case& c, agent_id agent);
/// All that is needed for it, as the message and the agent that refused it say.
std::vector<std::string> needed_capabilities(const resolution_case& c);
/// Why a case stays for a person when nobody who may be given it is capable.
left_to_person nobody_capable(const resolution_case& c);

} // namespace mesh
