#pragma once
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "actors/chains/chain_plan.hpp"
#include "config/problem.hpp"

namespace mesh {

/// V1: builds a chain in C++ as a chain file describes one; the fields of chain_task and the
/// others mean the same.
///
///     chain_builder chain("review");
///     chain.task("draft").payload("draft an article").verify({.name =
///     "facts"}).next("layout"); chain.task("layout").payload("lay out: ${draft}"); auto plan =
///     chain.build();
class chain_builder {
public:
  explicit chain_builder(std::string name);
  chain_builder& speculate_never();
  /// Up to so many unverified tasks in a row.
  chain_builder& speculate_bounded(int depth);
  chain_builder& speculate_adaptive(int depth);
  /// When agents look at the tasks that they left behind (V5).
  chain_builder& regimen(std::string name);

  /// Fills in one task. Valid as long as the builder.
  class task_builder {
  public:
    task_builder& payload(std::string text);
    task_builder& needs(std::string capability);
    task_builder& of_class(agent_class cls);
    task_builder& timeout(duration each);
    task_builder& attempts(int most);
    task_builder& aspect(task_aspect part);
    task_builder& verify(verification_step step);
    task_builder& effect(task_effect what);
    task_builder& next(std::string task);
    task_builder& branch(task_branch ways);
    /// Everything else.
    [[nodiscard]] chain_task& fields() { return plan_->tasks[place_]; }

  private:
    friend class chain_builder;
    task_builder(chain_plan& plan, std::size_t place) : plan_(&plan), place_(place) {}
    chain_plan* plan_;
    std::size_t place_;
  };
  /// The task of that name: a new one, unless there is one already.
  task_builder task(const std::string& name);

  /// The plan, or everything that is wrong with it.
  [[nodiscard]] tl::expected<std::shared_ptr<const chain_plan>, std::vector<config_problem>>
  build() const;

private:
  chain_plan plan_;
};

} // namespace mesh
