#include "actors/chains/chain_builder.hpp"

#include "actors/chains/chain_loader.hpp"

namespace mesh {

using task_builder = chain_builder::task_builder;

chain_builder::chain_builder(std::string name) {
  plan_.name = std::move(name);
}

chain_builder& chain_builder::speculate_never() {
  plan_.speculate = "never";
  return *this;
}

chain_builder& chain_builder::speculate_bounded(int depth) {
  plan_.speculate = "bounded";
  plan_.depth = depth;
  return *this;
}

chain_builder& chain_builder::speculate_adaptive(int depth) {
  plan_.speculate = "adaptive";
  plan_.depth = depth;
  return *this;
}

chain_builder& chain_builder::regimen(std::string name) {
  plan_.regimen = std::move(name);
  return *this;
}

task_builder chain_builder::task(const std::string& name) {
  auto place = find_task(plan_, name);
  if (place == std::string::npos) {
    place = plan_.tasks.size();
    plan_.tasks.emplace_back().name = name;
  }
  return {plan_, place};
}

tl::expected<std::shared_ptr<const chain_plan>, std::vector<config_problem>>
chain_builder::build() const {
  if (auto problems = validate(plan_); !problems.empty())
    return tl::unexpected(std::move(problems));
  return std::make_shared<const chain_plan>(plan_);
}

task_builder& task_builder::payload(std::string text) {
  fields().payload = std::move(text);
  return *this;
}

task_builder& task_builder::needs(std::string capability) {
  fields().needs.push_back(std::move(capability));
  return *this;
}

task_builder& task_builder::of_class(agent_class cls) {
  fields().cls = cls;
  return *this;
}

task_builder& task_builder::timeout(duration each) {
  fields().timeout_ms = to_ms(each);
  return *this;
}

task_builder& task_builder::attempts(int most) {
  fields().attempts = most;
  return *this;
}

task_builder& task_builder::aspect(task_aspect part) {
  fields().aspects.push_back(std::move(part));
  return *this;
}

task_builder& task_builder::verify(verification_step step) {
  fields().verify.push_back(std::move(step));
  return *this;
}

task_builder& task_builder::effect(task_effect what) {
  fields().effects.push_back(std::move(what));
  return *this;
}

task_builder& task_builder::next(std::string task) {
  fields().next.push_back(std::move(task));
  return *this;
}

task_builder& task_builder::branch(task_branch ways) {
  fields().branch = std::move(ways);
  return *this;
}

} // namespace mesh
