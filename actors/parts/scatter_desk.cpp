#include "actors/parts/scatter_desk.hpp"

#include <algorithm>

#include "actors/coordination/horizon.hpp"
#include "actors/coordination/quorum.hpp"
#include "actors/coordination/turned_away.hpp"
#include "actors/parts/request_checks.hpp"

namespace mesh {

scatter_desk::scatter_desk(const surroundings& around, scatter_engine& engine,
                           targeting& choice, std::function<time_point()> now,
                           std::uint64_t first_gather, outlets to)
    : around_(around),
      engine_(engine),
      choice_(choice),
      now_(std::move(now)),
      to_(std::move(to)),
      last_gather_(first_gather),
      ids_(0, around.wall_ms(now_())) {} // no message id is used again, either

error scatter_desk::check(const scatter_request& request, double window_ms,
                          double minimum) const {
  const auto& cfg = around_.cfg;
  if (auto wrong = check_request(request, window_ms, minimum, cfg, around_.who);
      wrong.code != errc::none)
    return wrong;
  if (engine_.running() >= static_cast<std::size_t>(cfg.limits.gathers_in_flight))
    return {errc::too_many_in_flight,
            std::to_string(engine_.running()) + " gathers run already", "wait for some to end"};
  return {};
}

error scatter_desk::refusal(const scatter_request& request, reach depth,
                            const scatter_result& result) {
  auto why = check(request, result.window_ms, result.minimum);
  if (depth != reach::agents)
    return why;
  if (why.code == errc::none && !request.of_a_cascade)
    why = choice_.check_frozen(request.where, request.cls, request.targets);
  return why.code == errc::none ? to_.admit() : why;
}

scatter_order scatter_desk::order_of(const scatter_request& request, reach depth,
                                     std::vector<target> targets) {
  scatter_order order;
  order.gather = ++last_gather_;
  order.depth = depth;
  order.scheduled = request.scheduled;
  order.every_answer = request.redundant;
  order.goes_on = request.what.goes_on;
  order.attempt = request.attempt;
  order.where = request.where;
  order.cls = request.cls;
  order.targets = std::move(targets);
  return order;
}

void scatter_desk::scatter(const scatter_request& request, reach depth, scattered done) {
  const auto& c = around_.cfg.coordination;
  auto moment = now_();
  scatter_result result;
  result.scheduled = request.scheduled;
  result.window_ms = request.window_ms.value_or(c.gather_window_ms);
  result.minimum = request.minimum.value_or(c.gather_minimum);
  result.failure = refusal(request, depth, result);
  if (result.failure.code != errc::none)
    return done(std::move(result));
  auto targets = choice_.choose(request);
  if (!targets) {
    result.failure = targets.error();
    return done(std::move(result));
  }

  auto order = order_of(request, depth, std::move(*targets));
  if (depth == reach::agents)
    result.horizon_ms = request.horizon_ms.value_or(
        choose_horizon_ms(around_.agents, order, request.what.payload_weight, around_.cfg));
  auto arrive = moment + from_ms(result.horizon_ms);
  auto ttl_ms = result.horizon_ms + result.window_ms; // M3: as long as somebody waits
  order.window = from_ms(result.window_ms);
  order.arrive = deadline(around_.process, arrive, moment);
  order.expire = deadline(around_.process, moment + from_ms(ttl_ms), moment);

  // A parent waits longer than its children do; but not for ever (G1).
  auto patience =
      from_ms(std::min(c.gather_timeout_ms, depth == reach::agents  ? 2 * c.level_margin_ms
                                            : depth == reach::leads ? c.level_margin_ms
                                                                    : 0));
  auto gather = order.gather;
  auto give_up_at = arrive + order.window + patience;
  wire<message> what(
      compose(request.what, ttl_ms, request.command != 0 ? request.command : gather));
  auto commanded = what->resolves.value == 0;
  requests_.emplace(gather, request_state{std::move(result), moment, depth, request.client,
                                          std::move(done), commanded, request.redundant,
                                          request.of_a_cascade});
  engine_.begin({std::move(what), wire<scatter_order>(std::move(order)), give_up_at,
                 [this, gather](collected answers) {
                   finish(gather, std::move(answers));
                 }});
}

message scatter_desk::compose(const draft& what, double ttl_ms, std::uint64_t command) {
  message m;
  m.id = ids_.next(around_.wall_ms(now_()));
  m.correlation = {command};
  m.causation = what.causation;
  m.lamport = clock_.tick();
  m.resolves = what.resolves;
  m.source = what.source;
  m.how = what.how;
  m.what = what.what;
  m.created_at_ms = around_.wall_ms(now_());
  m.ttl_ms = static_cast<std::uint32_t>(ttl_ms);
  m.urgency = what.urgency;
  m.payload_weight = what.payload_weight;
  m.required_capabilities = what.capabilities;
  m.payload = what.payload;
  m.parts = what.parts;
  m.errand = what.errand;
  m.payload_hash = hash_of_payload(m);
  if (around_.tasks != nullptr)
    around_.tasks->note(m);
  return m;
}

void scatter_desk::finish(std::uint64_t gather, collected answers) {
  auto found = requests_.find(gather);
  auto mine = std::move(found->second);
  requests_.erase(found);
  auto& result = mine.result;
  result.summary = std::move(answers.summary);
  for (auto place : answers.unreached)
    result.unreached.push_back(sector_id{place});
  result.took_ms = to_ms(now_() - mine.began);
  const auto& s = result.summary;
  result.decision =
      decide_quorum(s.ready, s.conflict, s.straggler, around_.cfg.coordination, result.minimum);
  if (mine.depth == reach::agents) {
    auto nobody = s.targets == 0;
    auto barred = all_turned_away(s);
    if (mine.redundant)
      result.rogues = to_.find_rogues(result.summary);
    if (barred.code != errc::none)
      result.failure = mine.of_a_cascade ? error{} : barred;
    else if (nobody)
      result.failure = {errc::no_capable_agent, "no agent could receive this",
                        "see 'agents' and 'route list'"};
    if (mine.commanded)
      to_.ended(result, barred.code == errc::none && !nobody && !result.cancelled);
  }
  mine.done(std::move(result));
}

void scatter_desk::cancel(std::uint64_t client) {
  if (client == 0)
    return;
  // A healthy child confirms at once; an unresponsive one must not delay us.
  constexpr auto patience = milliseconds(500);
  for (auto& [gather, r] : requests_) {
    if (r.client != client)
      continue;
    r.result.cancelled = true;
    engine_.cancel(gather, now_() + patience);
  }
}

} // namespace mesh
