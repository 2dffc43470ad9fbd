// Somebody's first chain: a mesh of ten agents runs it, and each task is printed with who did
// it.
#include "examples/chains/first_chain.hpp"

#include <iostream>

#include "actors/work/function_work.hpp"
#include "runtime/mesh/local_mesh.hpp"

int main() {
  auto plan = first_chain();
  if (!plan) { // everything that is wrong with it
    std::cerr << "first_chain: " << to_string(plan.error()) << '\n';
    return 1;
  }
  mesh::config cfg;
  cfg.topology = mesh::topology_config::of(1, 2, 5); // one sector, two clusters of five
  mesh::mesh_options options;
  options.work.push_back({.where = {}, // everywhere
                          .capabilities = {},
                          .make = [](const auto&) {
                            return mesh::make_function_work(answer);
                          }});
  mesh::local_mesh mesh(cfg, options);

  auto begun = mesh.run_chain(*plan);
  auto chain = mesh.await_chain(begun.id, std::chrono::seconds(30));
  for (std::size_t i = 0; i < chain.tasks.size(); ++i)
    std::cout << (*plan)->tasks[i].name << ": " << to_string(chain.tasks[i].phase) << '\n';
  return chain.phase == mesh::chain_phase::complete ? 0 : 1;
}
