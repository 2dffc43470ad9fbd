// Somebody's first agent: `hello_agent [NAME]` starts a small mesh whose agents
// can all greet, asks the best of them to, and prints what it answers.
#include "examples/hello_agent.hpp"

#include <iostream>

#include "actors/work/function_work.hpp"
#include "runtime/mesh/local_mesh.hpp"

int main(int argc, char** argv) {
  mesh::config cfg;
  cfg.topology = mesh::topology_config::of(1, 2, 5); // one sector, two clusters of five

  mesh::mesh_options options;
  options.work.push_back({.where = {}, // everywhere
                          .capabilities = {"greet"},
                          .make = [](const auto&) {
                            return mesh::make_function_work(greet);
                          }});
  mesh::local_mesh mesh(cfg, options);

  mesh::delegate_request request;
  request.what.capabilities = {"greet"};
  request.what.payload = argc > 1 ? argv[1] : "world";
  auto result = mesh.delegate(request);
  if (result.failure.code != mesh::errc::none) {
    std::cerr << "hello_agent: " << to_string(result.failure) << '\n';
    return 1;
  }
  if (result.state == mesh::trinary::conflict) { // an answer of -1: it contradicts something
    std::cerr << "hello_agent: expected " << result.answer.expected << ", received "
              << result.value << '\n';
    return 1;
  }
  std::cout << result.value << '\n';
}
