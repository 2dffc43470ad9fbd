#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "messages/agent_admission.hpp"
#include "messages/agent_links.hpp"

/// Bodies of the entries about agents from outside (X1).
namespace mesh {

/// No name, key, token, address or text of a refusal is longer, in bytes.
inline constexpr std::size_t longest_admission_text = 1'024;
/// Nor what is said to a newcomer: it has the context of all agents.
inline constexpr std::size_t longest_welcome = std::size_t{1} << 24;
/// No entry names more agents.
inline constexpr std::size_t most_agents_named = 4'096;

/// As in messages/codec.hpp. No text is longer than above.
std::string encode(const admission_question& asked);
bool decode(std::string_view bytes, admission_question& out);
std::string encode(const admission_answer& said);
bool decode(std::string_view bytes, admission_answer& out);
std::string encode(const port_order& what);
bool decode(std::string_view bytes, port_order& out);
std::string encode(const port_refusal& what);
bool decode(std::string_view bytes, port_refusal& out);
std::string encode(const agents_at_port& news);
bool decode(std::string_view bytes, agents_at_port& out);
std::string encode(const port_links& all);
bool decode(std::string_view bytes, port_links& out);

} // namespace mesh
