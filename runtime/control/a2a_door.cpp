#include "runtime/control/a2a_door.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "runtime/base/interrupt.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/program_session.hpp"
#include "runtime/http/exchange.hpp"

namespace mesh::control {

using a2a::inward::task;
using a2a::inward::wish;
using mcp::json;

namespace {

constexpr auto task_patience = std::chrono::seconds(20);  // of who waits for the result
constexpr auto cancel_patience = std::chrono::seconds(5); // for the end of one

/// The tasks of one operator.
class tasks_of final : public a2a::inward::task_port {
public:
  tasks_of(a2a_door& door, console::authority who, std::function<bool()> gone)
      : door_(door), who_(std::move(who)), gone_(std::move(gone)) {}

  tl::expected<task, error> begin(const std::string& message_id, const std::string& context,
                                  const wish& what, bool at_once) override {
    return door_.begin(who_, message_id, context, what, at_once, gone_);
  }
  std::optional<task> find(const std::string& id) override { return door_.find(who_.name, id); }
  std::optional<task> cancel(const std::string& id) override {
    return door_.cancel(who_.name, id, gone_);
  }

private:
  a2a_door& door_;
  console::authority who_;
  std::function<bool()> gone_;
};

std::string version_of(const request& what) {
  const auto found = std::ranges::find(what.protocol_fields, "a2a-version",
                                       &std::pair<std::string, std::string>::first);
  return found == what.protocol_fields.end() ? std::string() : found->second;
}

bool nobody_gone() {
  return false;
}

} // namespace

std::vector<route> a2a_door::ways_in(std::function<bool()> encrypted) {
  const std::vector<identity::node_role> operators{identity::node_role::operators};
  return {{"GET", "/.well-known/agent-card.json", operators, pace::instant,
           [encrypted = std::move(encrypted)](const request& what, exchange& x) {
             const auto tls = encrypted();
             const auto url = (tls ? "https://" : "http://") + what.host + "/a2a";
             x.answer({200, json_type, json_text(a2a::inward::agent_card(url, tls)) + "\n"});
           }},
          {"POST", "/a2a", operators, pace::command, [this](const request& what, exchange& x) {
             share_.answer(what, x, [&]() -> response {
               tasks_of tasks(*this, gatekeeper::authority_of(what), [&x] { return x.gone(); });
               return {200, json_type,
                       a2a::inward::answer(what.body, version_of(what), tasks) + "\n"};
             });
           }}};
}

sent_tasks::work a2a_door::work_of(const console::authority& who, const wish& what,
                                   std::shared_ptr<std::atomic<std::uint64_t>> ended) const {
  return [&mesh = mesh_, who, what, ended = std::move(ended)](const auto& cancelled) -> json {
    const auto read = console::parse_line(what.line);
    json result;
    if (!read || !*read) {
      result = failed_result({errc::invalid_argument,
                              read ? "it asks for nothing" : read.error().front().message,
                              read ? "" : read.error().front().expected});
    } else {
      const interrupted_by whoever(cancelled);
      result = run_for_program(mesh, who, **read, what.files);
    }
    // A chain outlives who follows it.
    const auto id = result.value("id", json());
    if (cancelled() && what.skill == "chain" && id.is_string())
      if (const auto end = console::parse_line("chain cancel " + id.get<std::string>());
          end && *end)
        run_for_program(mesh, who, **end);
    *ended = mesh.wall_ms(mesh.now());
    return result;
  };
}

void a2a_door::forget() {
  std::erase_if(all_, [&](const auto& one) {
    return !tasks_.wait(one.second.owner, one.first, {}, nobody_gone);
  });
}

tl::expected<task, error> a2a_door::begin(const console::authority& who,
                                          const std::string& message_id,
                                          const std::string& context, const wish& what,
                                          bool at_once, const std::function<bool()>& gone) {
  const auto& owner = who.name;
  std::unique_lock lock(mutex_);
  forget();
  auto found = std::ranges::find_if(all_, [&](const auto& one) {
    return one.second.owner == owner && one.second.message_id == message_id;
  });
  if (found == all_.end()) {
    auto ended = std::make_shared<std::atomic<std::uint64_t>>(0);
    const auto id = tasks_.begin(owner, work_of(who, what, ended));
    if (!id)
      return tl::unexpected(id.error());
    task begun;
    begun.id = *id;
    begun.context = context.empty() ? *id : context;
    begun.skill = what.skill;
    begun.changed_ms = mesh_.wall_ms(mesh_.now());
    found =
        all_.emplace(*id, entry{owner, message_id, std::move(begun), std::move(ended)}).first;
  }
  const auto id = found->first;
  lock.unlock();
  auto state = wait(owner, id, at_once ? duration{} : duration(task_patience), gone);
  if (!state)
    return tl::unexpected(
        error{errc::result_lost, "the task is not kept any more", "send it anew"});
  return *std::move(state);
}

std::optional<task> a2a_door::wait(const std::string& owner, const std::string& id,
                                   duration for_long, const std::function<bool()>& gone) {
  auto state = tasks_.wait(owner, id, for_long, gone);
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(id);
  if (!state || found == all_.end())
    return std::nullopt;
  auto what = found->second.what;
  what.result = std::move(state->result);
  what.cancelled = state->cancelled;
  if (what.over())
    what.changed_ms = *found->second.ended_ms;
  return what;
}

std::optional<task> a2a_door::find(const std::string& owner, const std::string& id) {
  return wait(owner, id, {}, nobody_gone);
}

std::optional<task> a2a_door::cancel(const std::string& owner, const std::string& id,
                                     const std::function<bool()>& gone) {
  tasks_.cancel(owner, id);
  return wait(owner, id, cancel_patience, gone);
}

} // namespace mesh::control
