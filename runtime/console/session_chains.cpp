// V11: operating chains.
#include "actors/chains/chain_checks.hpp"
#include "actors/chains/chain_loader.hpp"
#include "runtime/console/results_chains.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

namespace {

bool is_over(chain_phase phase) {
  return phase == chain_phase::complete || phase == chain_phase::stuck
         || phase == chain_phase::cancelled;
}

} // namespace

/// The chain of a file, if it can be run here.
std::shared_ptr<const chain_plan> session::load_plan(const std::string& file, outcome& o) {
  if (!files_allowed_) {
    fail(o, {errc::unsupported,
             "a chain's file is read on the host that runs the mesh, and "
             "operators elsewhere may not name files there",
             "run it in the console of the mesh: mesh dev -c 'chain run FILE'"});
    return nullptr;
  }
  auto plan = load_chain_file(file);
  problem_list problems;
  if (plan)
    check_crew(*plan, mesh_.who(), problems);
  auto found = plan ? std::move(problems).take() : plan.error();
  o.data["file"] = file;
  o.data["problems"] = problems_json(found);
  if (found.empty()) {
    o.data["tasks"] = plan->tasks.size();
    return std::make_shared<const chain_plan>(*std::move(plan));
  }
  o.code = exit_code::usage;
  o.data["error"] = {{"code", "config_invalid"},
                     {"detail", file + " has " + std::to_string(found.size())
                                    + (found.size() == 1 ? " problem" : " problems")},
                     {"remedy", "see 'problems'"}};
  return nullptr;
}

void session::run(const chain_file_command& c, outcome& o) {
  constexpr double usual_patience_ms = 600'000;
  constexpr auto look_again = milliseconds(20);
  o.data["command"] = c.run ? "chain run" : "chain check";
  auto plan = load_plan(c.file, o);
  if (plan == nullptr || !c.run)
    return;
  o.data.erase("problems");
  auto began = mesh_.run_chain(plan);
  if (began.failure.code != errc::none)
    return fail(o, began.failure);
  o.data["id"] = began.id;
  auto number = mesh_.chains().number_of(began.id);
  auto until = mesh_.now() + from_ms(c.timeout_ms.value_or(usual_patience_ms));
  auto phase = [&] {
    auto board = mesh_.chains().board().read();
    const auto* chain = board.find(*number);
    return chain == nullptr ? chain_phase::waiting : chain->phase;
  };
  auto interrupted = false;
  while (c.follow && !is_over(phase()) && mesh_.now() < until && !interrupted)
    interrupted = !pass(look_again);
  auto board = mesh_.chains().board().read();
  if (const auto* chain = board.find(*number))
    write_chain(o.data, *chain, mesh_.now(), false);
  if (!c.follow)
    return;
  if (interrupted)
    return fail(o, {errc::cancelled, "interrupted; the chain goes on all the same"});
  if (phase() == chain_phase::stuck)
    return fail(o,
                {errc::work_failed, began.id + " cannot go on",
                 "see 'chain explain " + began.id + "', then 'chain retry " + began.id + "'"});
  if (!is_over(phase()))
    return fail(o, {errc::timeout, began.id + " has not ended in time; it goes on"});
}

void session::run(const chain_look_command& c, outcome& o) {
  const auto& chains = mesh_.chains();
  auto board = chains.board().read();
  auto now = mesh_.now();
  if (c.what == chain_look::list) {
    o.data["command"] = "chain list";
    auto& rows = o.data["rows"] = nlohmann::ordered_json::array();
    for (std::uint32_t i = 0; i < chains.size(); ++i)
      if (const auto* chain = board.find(i))
        rows.push_back(chain_row(*chain, now));
    return;
  }
  o.data["command"] = c.what == chain_look::show      ? "chain show"
                      : c.what == chain_look::explain ? "chain explain"
                                                      : "chain board";
  auto number = chains.number_of(c.id);
  if (!number)
    return fail(o, number.error());
  const auto* chain = board.find(*number);
  if (chain == nullptr)
    return fail(o, {errc::unknown_target, c.id + " has not been taken up yet", "ask again"});
  if (c.what == chain_look::board)
    write_chain_board(o.data, *chain, now);
  else
    write_chain(o.data, *chain, now, c.what == chain_look::explain);
}

void session::run(const chain_order_command& c, outcome& o) {
  constexpr std::array names{"chain cancel", "chain retry", "chain pause", "chain resume"};
  o.data["command"] = names.at(static_cast<std::size_t>(c.what));
  auto answer = mesh_.order_chain({c.id, c.what});
  if (answer.failure.code != errc::none)
    return fail(o, answer.failure);
  auto board = mesh_.chains().board().read();
  if (auto number = mesh_.chains().number_of(c.id))
    if (const auto* chain = board.find(*number))
      o.data.update(chain_row(*chain, mesh_.now()));
}

} // namespace mesh::console
