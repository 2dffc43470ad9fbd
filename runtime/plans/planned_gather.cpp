#include "runtime/plans/planned_gather.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace mesh {

namespace {

using json = nlohmann::ordered_json;

constexpr std::array states{plan_state::waiting, plan_state::running, plan_state::ended,
                            plan_state::cancelled, plan_state::missed};

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}
std::optional<double> number_or_none(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

constexpr std::array counts{std::pair{"targets", &plan_outcome::targets},
                            std::pair{"sent", &plan_outcome::sent},
                            std::pair{"ready", &plan_outcome::ready},
                            std::pair{"conflict", &plan_outcome::conflict},
                            std::pair{"straggler", &plan_outcome::straggler},
                            std::pair{"skipped", &plan_outcome::skipped},
                            std::pair{"expired", &plan_outcome::expired},
                            std::pair{"refused", &plan_outcome::refused}};

json outcome_json(const plan_outcome& outcome) {
  json j{{"success", outcome.success}, {"why", outcome.why}, {"answers", json::array()}};
  for (const auto& [name, count] : counts)
    j[name] = outcome.*count;
  for (const auto& one : outcome.answers)
    j["answers"].push_back(
        {{"state", static_cast<int>(one.state)}, {"value", one.value}, {"count", one.count}});
  return j;
}

plan_outcome outcome_from(const json& j) {
  plan_outcome outcome;
  outcome.success = j.at("success");
  outcome.why = j.at("why");
  for (const auto& [name, count] : counts)
    outcome.*count = j.at(name).get<std::uint32_t>();
  for (const auto& one : j.at("answers"))
    outcome.answers.push_back(
        {one.at("state").get<int>() < 0 ? trinary::conflict : trinary::ready, one.at("value"),
         one.at("count")});
  return outcome;
}

tl::unexpected<error> no_plan(const std::string& why) {
  return tl::unexpected(error{errc::invalid_argument, "it is no planned gather: " + why});
}

} // namespace

std::string_view to_string(plan_state s) {
  switch (s) {
  case plan_state::waiting:
    return "waiting";
  case plan_state::running:
    return "running";
  case plan_state::ended:
    return "ended";
  case plan_state::cancelled:
    return "cancelled";
  case plan_state::missed:
    break;
  }
  return "missed";
}

scatter_request planned_gather::request(double horizon_ms) const {
  scatter_request r;
  r.what.source = name();
  r.what.urgency = urgency;
  r.what.goes_on = goes_on;
  r.what.payload = payload;
  r.what.payload_weight = payload_weight;
  r.what.capabilities = capabilities;
  r.where = where;
  r.cls = cls;
  r.window_ms = window_ms;
  r.minimum = minimum;
  r.horizon_ms = horizon_ms;
  r.attempt = asked_before ? 1 : 0;
  return r;
}

plan_outcome outcome_of(const scatter_result& result) {
  constexpr std::size_t most_answers = 20;
  const auto& s = result.summary;
  plan_outcome outcome{s.targets, s.sent,    s.ready, s.conflict, s.straggler, s.skipped,
                       s.expired, s.refused, false,   {},         {}};
  outcome.success = result.success();
  outcome.why = result.failure.code == errc::none ? std::string() : to_string(result.failure);
  auto groups = s.answers;
  std::ranges::stable_sort(groups, std::greater(), &answer_group::count);
  for (const auto& group : groups)
    if (outcome.answers.size() < most_answers)
      outcome.answers.push_back({group.state, group.value, group.count});
  return outcome;
}

std::string encode_plan(const planned_gather& what) {
  json line{{"plan", what.number},
            {"state", to_string(what.state)},
            {"at_ms", what.at_ms},
            {"planned_ms", what.planned_ms},
            {"asked_before", what.asked_before},
            {"ended_ms", what.ended_ms},
            {"where", to_string(what.where)},
            {"class", what.cls ? json(to_string(*what.cls)) : json(nullptr)},
            {"capabilities", what.capabilities},
            {"payload", what.payload},
            {"payload_weight", what.payload_weight},
            {"urgency", static_cast<int>(what.urgency)},
            {"goes_on", what.goes_on},
            {"window_ms", or_null(what.window_ms)},
            {"minimum", or_null(what.minimum)}};
  if (what.over())
    line["outcome"] = outcome_json(what.outcome);
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<planned_gather, error> decode_plan(std::string_view text) {
  try {
    const auto line = json::parse(text);
    planned_gather what;
    what.number = line.at("plan");
    const auto state = line.at("state").get<std::string>();
    const auto* known =
        std::ranges::find_if(states, [&](plan_state s) { return to_string(s) == state; });
    const auto where = parse_scope(line.at("where").get<std::string>());
    const auto urgency = line.at("urgency").get<int>();
    if (known == states.end() || !where || what.number == 0 || urgency < 0
        || urgency > static_cast<int>(priority::critical))
      return no_plan("a state, a place or a priority that there is not");
    what.state = *known;
    what.where = *where;
    what.urgency = static_cast<priority>(urgency);
    what.at_ms = line.at("at_ms");
    what.planned_ms = line.at("planned_ms");
    what.asked_before = line.at("asked_before");
    what.ended_ms = line.at("ended_ms");
    if (const auto& cls = line.at("class"); !cls.is_null()) {
      what.cls = parse_class(cls.get<std::string>());
      if (!what.cls)
        return no_plan("a class that there is not");
    }
    what.capabilities = line.at("capabilities").get<std::vector<std::string>>();
    what.payload = line.at("payload");
    what.payload_weight = line.at("payload_weight");
    what.goes_on = line.at("goes_on");
    what.window_ms = number_or_none(line.at("window_ms"));
    what.minimum = number_or_none(line.at("minimum"));
    if (what.over())
      what.outcome = outcome_from(line.at("outcome"));
    return what;
  } catch (const json::exception& e) {
    return no_plan(e.what());
  }
}

} // namespace mesh
