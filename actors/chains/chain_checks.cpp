#include "actors/chains/chain_checks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "actors/chains/chain_graph.hpp"
#include "actors/chains/references.hpp"
#include "config/nearest.hpp"
#include "config/rules.hpp"

namespace mesh {

namespace {

std::string in_quotes(const std::string& name) {
  return nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string task_pointer(std::size_t place) {
  return "/tasks/" + std::to_string(place);
}

class plan_checker {
public:
  plan_checker(const chain_plan& plan, problem_list& problems)
      : plan_(plan), problems_(problems), graph_(plan) {
    for (const auto& task : plan.tasks)
      names_.emplace_back(task.name);
    for (std::size_t i = 0; i < plan.tasks.size(); ++i)
      places_.emplace(plan.tasks[i].name, static_cast<chain_graph::place>(i));
  }

  void check() {
    distinct("/tasks", plan_.tasks);
    for (std::size_t i = 0; i < plan_.tasks.size(); ++i) {
      at_ = static_cast<chain_graph::place>(i);
      task(plan_.tasks[i], task_pointer(i));
    }
    cycles();
  }

private:
  template <class Named>
  void distinct(const std::string& pointer, const std::vector<Named>& all) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!seen.insert(all[i].name).second)
        note(pointer + "/" + std::to_string(i) + "/name",
             "found " + in_quotes(all[i].name) + " again", "a name of its own");
  }

  void note(const std::string& pointer, std::string problem, std::string expected) {
    if (problems_.clean(pointer))
      problems_.add(pointer, std::move(problem), std::move(expected));
  }

  void task(const chain_task& t, const std::string& pointer) {
    distinct(pointer + "/aspects", t.aspects);
    distinct(pointer + "/verify", t.verify);
    distinct(pointer + "/effects", t.effects);
    references(t.payload, pointer + "/payload", false);
    for (std::size_t i = 0; i < t.aspects.size(); ++i) {
      auto here = pointer + "/aspects/" + std::to_string(i);
      references(t.aspects[i].payload, here + "/payload", false);
      if (t.aspects[i].min > t.aspects[i].max)
        note(here + "/min", "found " + std::to_string(t.aspects[i].min),
             "at most its max, " + std::to_string(t.aspects[i].max));
    }
    for (std::size_t i = 0; i < t.verify.size(); ++i)
      step(t.verify[i], pointer + "/verify/" + std::to_string(i));
    for (std::size_t i = 0; i < t.effects.size(); ++i)
      effect(t.effects[i], pointer + "/effects/" + std::to_string(i));
    for (std::size_t i = 0; i < t.next.size(); ++i)
      leads(t.next[i], pointer + "/next/" + std::to_string(i));
    if (!t.branch)
      return;
    if (!t.next.empty())
      note(pointer + "/branch", "there is \"next\", too", "one of both");
    branch(t, pointer + "/branch");
  }

  void step(const verification_step& s, const std::string& pointer) {
    references(s.payload, pointer + "/payload", true);
    references(s.expect, pointer + "/expect", true);
    if (s.sign_off > s.agents)
      note(pointer + "/sign_off", "found " + std::to_string(s.sign_off),
           "at most its agents, " + std::to_string(s.agents));
  }

  void effect(const task_effect& e, const std::string& pointer) {
    references(e.text, pointer + "/text", true);
    references(e.from_file, pointer + "/from_file", true);
    for (std::size_t i = 0; i < e.command.size(); ++i)
      references(e.command[i], pointer + "/command/" + std::to_string(i), true);
    if (e.put_file.empty() == e.command.empty())
      return note(pointer, e.put_file.empty() ? "does nothing" : "has both",
                  "one of \"put_file\" and \"command\"");
    if (!e.command.empty()) {
      if (e.command.front().empty())
        note(pointer + "/command/0", "is empty", "the name of a program");
      return;
    }
    if (!e.text.empty() && !e.from_file.empty())
      note(pointer + "/from_file", "there is \"text\", too", "one of both");
    auto away = e.put_file.empty() || e.put_file.front() == '/'
                || e.put_file.find('\0') != std::string::npos;
    for (std::size_t start = 0; start <= e.put_file.size();) {
      auto end = std::min(e.put_file.find('/', start), e.put_file.size());
      auto part = std::string_view(e.put_file).substr(start, end - start);
      away = away || part.empty() || part == "." || part == "..";
      start = end + 1;
    }
    if (away)
      note(pointer + "/put_file", "found " + in_quotes(e.put_file),
           "a path below the folder of effects, without \"..\"");
  }

  void branch(const chain_task& t, const std::string& pointer) {
    const auto& b = *t.branch;
    if (!b.decided_by.empty()
        && std::ranges::find(t.verify, b.decided_by, &verification_step::name)
               == t.verify.end())
      note(pointer + "/decided_by", "the task has no step " + in_quotes(b.decided_by),
           "one of its verification steps, or nothing for its output");
    std::set<std::string_view> whens;
    for (std::size_t i = 0; i < b.ways.size(); ++i) {
      auto here = pointer + "/ways/" + std::to_string(i);
      if (!whens.insert(b.ways[i].when).second)
        note(here + "/when", "found " + in_quotes(b.ways[i].when) + " again",
             "another condition");
      if (!b.ways[i].to.empty())
        leads(b.ways[i].to, here + "/to");
    }
    if (b.otherwise && !b.otherwise->empty())
      leads(*b.otherwise, pointer + "/otherwise");
    if (!b.predict.empty() && !whens.contains(b.predict))
      note(pointer + "/predict", "found " + in_quotes(b.predict),
           "the \"when\" of one of its ways");
  }

  void leads(const std::string& to, const std::string& pointer) {
    if (!places_.contains(to))
      nowhere(to, pointer, "there is no task " + in_quotes(to));
  }

  void nowhere(const std::string& name, const std::string& pointer, std::string problem) {
    auto meant = nearest(name, names_);
    note(pointer, std::move(problem),
         meant.empty() ? "a task of this chain" : in_quotes(meant));
  }

  /// What a text refers to must be known when it is needed.
  void references(const std::string& text, const std::string& pointer, bool of_output) {
    for (const auto& name : references_in(text)) {
      if (of_output && name == "output")
        continue;
      auto found = places_.find(name);
      if (found == places_.end())
        nowhere(name, pointer, "there is no task " + in_quotes(name) + " to refer to");
      else if (found->second != at_ || !of_output)
        if (!graph_.leads_to(found->second, at_))
          note(pointer, "refers to " + in_quotes(name) + ", which is not done before this task",
               "a task that leads to this one");
    }
  }

  void cycles() {
    if (graph_.order().size() == graph_.size())
      return;
    for (const auto& group : graph_.cycles()) {
      std::string names;
      auto branches = false;
      for (auto one : group) {
        names += (names.empty() ? "" : ", ") + plan_.tasks[one].name;
        branches = branches || plan_.tasks[one].branch.has_value();
      }
      const auto& first = plan_.tasks[group.front()];
      note(task_pointer(group.front()) + (first.branch ? "/branch" : "/next"),
           group.size() == 1 ? names + " leads to itself" : "a cycle: " + names,
           branches ? "no way back: a loop has no bound; \"attempts\" says how often a refuted "
                      "task is done again"
                    : "tasks in an order");
    }
  }

  const chain_plan& plan_;
  problem_list& problems_;
  chain_graph graph_;
  std::vector<std::string_view> names_;
  std::map<std::string_view, chain_graph::place> places_;
  chain_graph::place at_ = 0;
};

/// How many agents can do what.
class crew_checker {
public:
  crew_checker(const roster& who, problem_list& problems) : who_(who), problems_(problems) {
    for (auto id : who.in({})) {
      auto agent = who.identity(id);
      ++able_[{agent.capabilities.bits(), agent.cls}];
    }
  }

  void task(const chain_task& t, const std::string& pointer) {
    const auto needs = needs_of(t, who_.permissions());
    auto work = group_of(needs, t.cls, pointer);
    std::size_t wanted = t.aspects.empty() ? 1 : 0;
    for (const auto& aspect : t.aspects)
      wanted += static_cast<std::size_t>(aspect.max);
    if (!work)
      return;
    auto workers = count(*work);
    if (workers < wanted)
      problems_.add(pointer + "/needs", short_of(workers, needs, t.cls),
                    "at least " + std::to_string(wanted) + " for this task");
    for (std::size_t i = 0; i < t.verify.size(); ++i)
      step(t.verify[i], *work, workers, wanted, pointer + "/verify/" + std::to_string(i));
  }

private:
  struct group {
    capability_set capabilities;
    std::optional<agent_class> cls;
  };

  void step(const verification_step& s, const group& work, std::size_t workers,
            std::size_t wanted, const std::string& pointer) {
    auto check = group_of(s.needs, s.cls, pointer);
    if (!check)
      return;
    auto able = count(*check);
    auto needed = static_cast<std::size_t>(s.agents);
    if (able < needed) {
      problems_.add(pointer + "/needs", short_of(able, s.needs, s.cls),
                    "at least " + std::to_string(needed) + " for this step");
      return;
    }
    auto both = count(work, &*check);
    auto alone = workers - both; // can work, and cannot check
    auto lost = wanted > alone ? wanted - alone : 0;
    if (workers >= wanted && able < needed + lost)
      problems_.add(pointer, "agents who worked on the task would have to verify it",
                    std::to_string(needed + lost) + " agents that can check, there are "
                        + std::to_string(able));
  }

  static std::string short_of(std::size_t able, const std::vector<std::string>& needs,
                              std::optional<agent_class> cls) {
    std::string what;
    for (const auto& one : needs)
      what += (what.empty() ? " that can " : ", ") + one;
    return (able == 0 ? "no agent" : std::to_string(able) + (able == 1 ? " agent" : " agents"))
           + (cls ? " of class " + std::string(to_string(*cls)) : "") + what;
  }

  std::optional<group> group_of(const std::vector<std::string>& needs,
                                std::optional<agent_class> cls, const std::string& pointer) {
    auto set = who_.capabilities().resolve(needs);
    if (set)
      return group{*set, cls};
    problems_.add(pointer + "/needs", set.error().detail, "what agents of this mesh can do");
    return std::nullopt;
  }

  [[nodiscard]] std::size_t count(const group& g, const group* also = nullptr) const {
    std::size_t sum = 0;
    for (const auto& [kind, agents] : able_) {
      auto fits = [&kind = kind](const group& one) {
        return capability_set::of_bits(kind.first).includes(one.capabilities)
               && (!one.cls || *one.cls == kind.second);
      };
      if (fits(g) && (also == nullptr || fits(*also)))
        sum += agents;
    }
    return sum;
  }

  const roster& who_;
  problem_list& problems_;
  std::map<std::pair<std::uint64_t, agent_class>, std::size_t> able_;
};

} // namespace

void check_plan(const chain_plan& plan, problem_list& problems) {
  plan_checker(plan, problems).check();
}

void check_crew(const chain_plan& plan, const roster& who, problem_list& problems) {
  crew_checker checker(who, problems);
  for (std::size_t i = 0; i < plan.tasks.size(); ++i)
    checker.task(plan.tasks[i], task_pointer(i));
}

} // namespace mesh
