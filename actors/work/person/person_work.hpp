#pragma once
#include <memory>

#include "actors/work/person/person_desk.hpp"

namespace mesh {

/// The work of a person (class F): messages wait in the inbox, any number of them, and are
/// answered in any order.
std::unique_ptr<work> make_person_work(std::shared_ptr<person_desk> messages, agent_id who);

} // namespace mesh
