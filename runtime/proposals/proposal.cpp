#include "runtime/proposals/proposal.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace mesh {

namespace {

using json = nlohmann::ordered_json;

constexpr std::array<std::string_view, static_cast<std::size_t>(last_proposal_state) + 1>
    states{"waiting", "running", "done", "failed", "rejected", "stale", "expired", "unknown"};
constexpr std::array<std::string_view, 3> kinds{"person", "mesh", "program"};

template <class Names>
std::size_t place_of(const Names& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names.at(i) == name)
      return i;
  throw std::invalid_argument("\"" + name + "\" is none of its words");
}

} // namespace

std::string_view to_string(proposal_state s) {
  return states.at(static_cast<std::size_t>(s));
}

std::string_view to_string(proposer kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}

std::string encode_proposal(const proposal& what) {
  return json{{"number", what.number},         {"state", to_string(what.state)},
              {"commands", what.commands},     {"why", what.why},
              {"agents", what.reach.agents},   {"clusters", what.reach.clusters},
              {"sectors", what.reach.sectors}, {"effects", what.reach.effects},
              {"mode", what.reach.mode},       {"version", what.version},
              {"made_ms", what.made_ms},       {"expires_ms", what.expires_ms},
              {"kind", to_string(what.kind)},  {"by", what.by},
              {"decided_by", what.decided_by}, {"decided_ms", what.decided_ms},
              {"outcome", what.outcome},       {"instead", what.instead},
              {"author", what.author}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<proposal, error> decode_proposal(std::string_view line) {
  try {
    const auto j = json::parse(line);
    proposal p;
    p.number = j.at("number");
    p.state = static_cast<proposal_state>(place_of(states, j.at("state")));
    p.commands = j.at("commands").get<std::vector<std::string>>();
    p.why = j.at("why");
    p.reach = {j.at("agents"), j.at("clusters"), j.at("sectors"),
               j.at("effects").get<std::vector<std::string>>(), j.at("mode")};
    p.version = j.at("version");
    p.made_ms = j.at("made_ms");
    p.expires_ms = j.at("expires_ms");
    p.kind = static_cast<proposer>(place_of(kinds, j.at("kind")));
    p.by = j.at("by");
    p.decided_by = j.at("decided_by");
    p.decided_ms = j.at("decided_ms");
    p.outcome = j.at("outcome");
    p.instead = j.at("instead");
    p.author = j.value("author", ""); // older lines have none
    return p;
  } catch (const std::exception& e) {
    return tl::unexpected(
        error{errc::invalid_argument, std::string("it is no proposal: ") + e.what()});
  }
}

} // namespace mesh
