#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"

/// Agents that speak A2A 1.0 (https://a2a-protocol.org), as an agent's work. Pure.
namespace mesh::a2a {

/// The version of the protocol that is spoken, the value of the header A2A-Version.
inline constexpr auto version = "1.0";

/// Characters of what somebody else says, in errors.
inline constexpr std::size_t quoted_chars = 80;

/// The URL of the card of an agent that a configuration names by `url`.
std::string card_url(const std::string& url);

/// Where an agent takes requests in JSON-RPC.
struct endpoint {
  std::string url;
  std::string tenant = {}; // goes along with each request; empty: none
  bool operator==(const endpoint&) const = default;
};

/// The first interface of a card that is JSON-RPC of A2A 1.x. `call_bad_answer`: it is no card;
/// `unsupported`: the agent speaks nothing of the kind, and what it speaks. The details do not
/// name the card's URL.
tl::expected<endpoint, error> read_card(std::string_view body);

/// The time for which a card is good, by the header Cache-Control of its answer: `max-age`,
/// nothing with `no-store` or `no-cache`, else `usual`; `longest` at most.
duration card_time(std::string_view cache_control, duration usual, duration longest);

} // namespace mesh::a2a
