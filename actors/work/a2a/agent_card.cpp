#include "actors/work/a2a/agent_card.hpp"

#include <algorithm>
#include <charconv>

#include "actors/work/json_answer.hpp"
#include "actors/work/text.hpp"

namespace mesh::a2a {

namespace {

using nlohmann::json;

constexpr auto binding = "JSONRPC";

tl::unexpected<error> unsupported(const std::string& seen) {
  return tl::unexpected(
      error{errc::unsupported, seen,
            "have the agent offer JSON-RPC of A2A 1.0 in supportedInterfaces"});
}

/// True of 1.0, 1.1 and so on: they differ in what may be left out.
bool is_spoken(std::string_view some) {
  return some == "1" || some.starts_with("1.");
}

std::string lower_case(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return all;
}

} // namespace

std::string card_url(const std::string& url) {
  return url.substr(0, url.find_last_not_of('/') + 1) + "/.well-known/agent-card.json";
}

tl::expected<endpoint, error> read_card(std::string_view body) {
  const auto card = parse_answer(body);
  if (!card.is_object())
    return tl::unexpected(error{errc::call_bad_answer,
                                "expected an agent card, not: " + printable(body, quoted_chars),
                                "see whether the agent's url is right"});
  const auto found = card.find("supportedInterfaces");
  if (found == card.end() && card.contains("url"))
    return unsupported("the agent's card is of A2A "
                       + printable(text_of(card, "protocolVersion"), quoted_chars)
                       + ", and 1.0 is spoken");
  if (found == card.end() || !found->is_array())
    return tl::unexpected(error{errc::call_bad_answer,
                                "the agent card has no list \"supportedInterfaces\": "
                                    + printable(body, quoted_chars),
                                "see whether the agent's url is right"});
  std::string offered;
  for (const auto& one : *found) {
    if (!one.is_object())
      continue;
    const auto how = text_of(one, "protocolBinding");
    const auto which = text_of(one, "protocolVersion");
    if (how == binding && is_spoken(which) && !text_of(one, "url").empty())
      return endpoint{text_of(one, "url"), text_of(one, "tenant")};
    offered += (offered.empty() ? "" : ", ") + how + ' ' + which;
  }
  return unsupported("the agent offers "
                     + (offered.empty() ? "nothing" : printable(offered, quoted_chars))
                     + ", and JSONRPC 1.0 is spoken");
}

duration card_time(std::string_view cache_control, duration usual, duration longest) {
  constexpr double ms_per_s = 1'000;
  const auto said = lower_case(cache_control);
  if (said.find("no-store") != said.npos || said.find("no-cache") != said.npos)
    return {};
  constexpr std::string_view key = "max-age=";
  const auto at = said.find(key);
  if (at == said.npos)
    return std::min(usual, longest);
  std::uint32_t seconds = 0;
  const auto* end = said.data() + said.size();
  const auto [rest, wrong] = std::from_chars(said.data() + at + key.size(), end, seconds);
  if (wrong == std::errc::result_out_of_range)
    return longest;
  return wrong == std::errc() ? std::min(from_ms(ms_per_s * seconds), longest) : duration();
}

} // namespace mesh::a2a
