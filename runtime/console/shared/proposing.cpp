#include "runtime/console/shared/proposing.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "messages/notice.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/running/json_values.hpp"
#include "runtime/proposals/operators_desk.hpp"
#include "supervisors/event_log.hpp"

namespace mesh::console {

namespace {

/// FNV-1a: the same facts give the same number on every host.
class digest {
public:
  void add(std::uint64_t value) {
    constexpr int bytes = 8;
    constexpr std::uint64_t prime = 0x100000001b3;
    for (int i = 0; i < bytes; ++i, value >>= 8U)
      sum_ = (sum_ ^ (value & 0xffU)) * prime;
  }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }

private:
  std::uint64_t sum_ = 0xcbf29ce484222325;
};

/// Active and degraded agents are the same here: both are given work, and one becomes the
/// other all the time.
std::uint64_t state_of(const agent_row* row) {
  if (row == nullptr)
    return 0;
  const auto state = row->state == agent_state::degraded ? agent_state::active : row->state;
  return 1 + static_cast<std::uint64_t>(state) * 2 + (row->frozen ? 1 : 0);
}

/// Adds the newest placement of each of these sectors; nothing in a mesh of one process.
void add_placement(digest& to, command_context& at, const std::set<std::uint8_t>& sectors) {
  if (!at.mesh.hosts())
    return;
  for (const auto number : sectors) {
    event_query wanted;
    wanted.where = sector_id{number};
    wanted.cls = "SECTOR_PLACED";
    wanted.limit = 1;
    const auto page = at.mesh.events().newest(wanted);
    to.add(page.events.empty() ? 0 : page.events.front().id);
  }
}

std::uint64_t version_of(command_context& at, const std::vector<agent_id>& whom) {
  digest sum;
  std::set<std::uint8_t> sectors;
  const auto reader = at.mesh.agents().read();
  for (const auto& id : whom) {
    sectors.insert(id.sector);
    sum.add(id.packed());
    sum.add(static_cast<std::uint64_t>(at.mesh.who().of(id)));
    sum.add(state_of(reader.find(id)));
  }
  add_placement(sum, at, sectors);
  return sum.sum();
}

error error_of(const outcome& o, const std::string& command) {
  const auto& why = object_in(o.data, "error");
  return {errc::invalid_argument,
          "'" + command + "' cannot be proposed: " + text_or(why, "detail", "it fails"),
          text_or(why, "remedy", "")};
}

/// Tries its commands now: fills in reach, agents and version.
tl::expected<void, error> measure(command_context& at, proposal& what) {
  std::set<agent_id> whom;
  what.reach = {};
  for (const auto& command : what.commands) {
    const auto trial = at.run_line(command, true);
    if (trial.code != exit_code::done)
      return tl::unexpected(error_of(trial, command));
    what.reach.effects.push_back(text_or(trial.data, "would", "do nothing"));
    if (const auto mode = text_in(trial.data, "mode_says"))
      what.reach.mode = *mode;
    whom.insert(trial.whom.begin(), trial.whom.end());
  }
  std::set<cluster_id> clusters;
  std::set<sector_id> sectors;
  for (const auto& id : whom) {
    clusters.insert(id.parent());
    sectors.insert(id.parent().parent());
  }
  what.whom.assign(whom.begin(), whom.end());
  what.reach.agents = whom.size();
  what.reach.clusters = clusters.size();
  what.reach.sectors = sectors.size();
  what.version = version_of(at, what.whom);
  return {};
}

void tell(command_context& at, notice_kind how, const proposal& what, const std::string& by,
          const std::string& seen) {
  scope where;
  if (what.reach.sectors == 1 && !what.whom.empty())
    where = what.whom.front().parent().parent();
  at.mesh.note({at.mesh.now(), how, where, by, what.name() + ": " + seen});
}

decider present_operator(const command_context& at) {
  return {at.who, proposer::person};
}

/// The reason for which it is not what was shown any more; empty: it is.
std::string changed_since(command_context& at, const proposal& shown, proposal& fresh) {
  if (const auto able = measure(at, fresh); !able)
    return able.error().detail;
  if (fresh.reach.agents != shown.reach.agents)
    return "it would reach " + std::to_string(fresh.reach.agents) + " agents now, and not "
           + std::to_string(shown.reach.agents);
  if (fresh.reach.effects != shown.reach.effects)
    return "it would do something else now: " + fresh.reach.effects.back();
  if (fresh.version != shown.version)
    return "the placement, membership or state of its agents has changed";
  return {};
}

/// Offers anew what has changed; its number, or 0 when it could not even be proposed.
std::uint64_t offer_anew(command_context& at, const proposal& shown) {
  const auto anew =
      propose(at, {shown.commands, shown.why, shown.kind, shown.by, shown.author});
  return anew ? anew->number : 0;
}

void refuse_as_stale(command_context& at, const proposal& shown, const std::string& why,
                     outcome& o) {
  const auto instead = offer_anew(at, shown);
  const auto ended = at.mesh.desk().proposals.end(shown.number, proposal_state::stale, why,
                                                  instead, at.mesh.wall_ms());
  tell(at, notice_kind::proposal_stale, shown, at.who, why);
  o.data["proposal"] = proposal_json(ended, at.mesh.wall_ms());
  fail(o, {errc::expired, shown.name() + " is stale: " + why + "; nothing was done",
           instead != 0 ? "look at 'proposal " + std::to_string(instead)
                              + "', which is the same for the mesh as it is now"
                        : "ask for it again"});
}

} // namespace

tl::expected<proposal, error> propose(command_context& at, wanted_change what) {
  proposal p;
  p.commands = std::move(what.commands);
  p.why = std::move(what.why);
  p.kind = what.kind;
  p.by = std::move(what.by);
  p.author = std::move(what.author);
  if (!at.run_line)
    return tl::unexpected(error{errc::unsupported, "nothing can be proposed here"});
  if (const auto able = measure(at, p); !able)
    return tl::unexpected(able.error());
  auto added = at.mesh.desk().proposals.add(std::move(p), at.mesh.wall_ms());
  if (added && !added->renewed)
    tell(at, notice_kind::proposal_made, *added, added->by, listed_commands(*added));
  return added;
}

void approve(command_context& at, std::uint64_t number, outcome& o) {
  auto& book = at.mesh.desk().proposals;
  // Before it is decided: who has to touch the key first finds it waiting afterwards.
  const auto waits = book.find(number, at.mesh.wall_ms());
  if (waits && waits->state == proposal_state::waiting && at.forbids)
    for (const auto& command : waits->commands)
      if (const auto why = at.forbids(command))
        return fail(o, *why);
  const auto taken = book.take(number, present_operator(at), at.mesh.wall_ms());
  if (!taken)
    return fail(o, taken.error());
  auto fresh = *taken;
  if (const auto why = changed_since(at, *taken, fresh); !why.empty())
    return refuse_as_stale(at, *taken, why, o);
  tell(at, notice_kind::proposal_approved, *taken, at.who, listed_commands(*taken));
  o.data["results"] = json::array();
  auto how = proposal_state::done;
  std::string said = "all of it was done";
  for (const auto& command : taken->commands) {
    auto result = at.run_line(command, false);
    result.data["text"] = command;
    o.data["results"].push_back(std::move(result.data));
    if (result.code == exit_code::done || result.code == exit_code::some_missing)
      continue;
    how = proposal_state::failed;
    said = "'" + command + "' failed; nothing behind it was done";
    o.code = worse(o.code, result.code);
    break;
  }
  const auto ended = book.end(number, how, said, 0, at.mesh.wall_ms());
  o.data["proposal"] = proposal_json(ended, at.mesh.wall_ms());
}

void reject(command_context& at, std::uint64_t number, const std::string& why, outcome& o) {
  const auto ended =
      at.mesh.desk().proposals.reject(number, present_operator(at), why, at.mesh.wall_ms());
  if (!ended)
    return fail(o, ended.error());
  tell(at, notice_kind::proposal_rejected, *ended, at.who, why.empty() ? "no" : why);
  o.data["proposal"] = proposal_json(*ended, at.mesh.wall_ms());
}

void note_expired(command_context& at) {
  for (const auto& one : at.mesh.desk().proposals.take_expired(at.mesh.wall_ms()))
    tell(at, notice_kind::proposal_expired, one, one.by, listed_commands(one));
}

std::optional<proposal> find_proposal(command_context& at, std::uint64_t number, outcome& o) {
  auto found = at.mesh.desk().proposals.find(number, at.mesh.wall_ms());
  if (!found)
    fail(o, {errc::unknown_target, "there is no proposal " + std::to_string(number),
             "see 'proposals'"});
  return found;
}

std::string listed_commands(const proposal& what) {
  std::string all;
  for (const auto& command : what.commands)
    all += (all.empty() ? "'" : ", '") + command + "'";
  return all;
}

json proposal_json(const proposal& what, std::uint64_t now_ms) {
  constexpr double second_ms = 1'000;
  json j;
  j["proposal"] = what.number;
  j["state"] = to_string(what.state);
  j["commands"] = what.commands;
  j["why"] = what.why;
  j["by"] = what.by;
  j["kind"] = to_string(what.kind);
  j["author"] = what.author.empty() ? json(nullptr) : json(what.author);
  j["agents"] = what.reach.agents;
  j["clusters"] = what.reach.clusters;
  j["sectors"] = what.reach.sectors;
  j["would"] = what.reach.effects;
  j["mode_says"] = what.reach.mode.empty() ? json(nullptr) : json(what.reach.mode);
  j["version"] = to_string(message_id{what.version});
  j["made_ms"] = what.made_ms;
  j["expires_s"] =
      what.state == proposal_state::waiting && what.expires_ms > now_ms
          ? json(rounded(static_cast<double>(what.expires_ms - now_ms) / second_ms))
          : json(nullptr);
  j["decided_by"] = what.decided_by.empty() ? json(nullptr) : json(what.decided_by);
  j["outcome"] = what.outcome.empty() ? json(nullptr) : json(what.outcome);
  j["instead"] = what.instead == 0 ? json(nullptr) : json(what.instead);
  return j;
}

std::string draw_proposal(const json& row, const render_style& style) {
  auto out = paint("proposal " + number_text(number_in(row, "proposal")), tone::strong, style)
             + "  " + text_or(row, "state", "-") + ", asked for by " + text_or(row, "by", "-");
  if (const auto author = text_in(row, "author"))
    out += ", written by the " + *author;
  if (const auto left = number_in(row, "expires_s"))
    out += ", good for " + seconds_text(left);
  out += "\n" + labelled("why", text_or(row, "why", "-"));
  for (const auto& command : texts_in(row, "commands"))
    out += labelled("runs", command);
  for (const auto& effect : texts_in(row, "would"))
    out += labelled("would", effect);
  out += labelled("reaches", counted(number_in(row, "agents"), "agent") + " in "
                                 + counted(number_in(row, "clusters"), "cluster") + " and "
                                 + counted(number_in(row, "sectors"), "sector"));
  if (const auto mode = text_in(row, "mode_says"))
    out += labelled("mode", paint("now it would be " + *mode, tone::warning, style));
  if (const auto by = text_in(row, "decided_by"))
    out += labelled("decided by", *by);
  if (const auto end = text_in(row, "outcome"))
    out += labelled("outcome", *end);
  if (const auto instead = number_in(row, "instead"))
    out += labelled("instead", "proposal " + number_text(instead));
  return out;
}

} // namespace mesh::console
