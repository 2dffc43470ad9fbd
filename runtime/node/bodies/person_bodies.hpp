#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "messages/person_relay.hpp"

/// Bodies of the entries about people (Z1, class F).
namespace mesh {

/// No mesh over several hosts has more people.
inline constexpr std::size_t most_people = 16'384;

/// As in messages/codec.hpp.
std::string encode(const person_question& asked);
bool decode(std::string_view bytes, person_question& out);
std::string encode(const person_withdrawal& what);
bool decode(std::string_view bytes, person_withdrawal& out);
std::string encode(const person_answer& said);
bool decode(std::string_view bytes, person_answer& out);
std::string encode(const people_paces& all);
bool decode(std::string_view bytes, people_paces& out);

} // namespace mesh
