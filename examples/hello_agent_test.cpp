// The unit test of somebody's first agent: no mesh runs, and no time passes.
#include "examples/hello_agent.hpp"

#include "actors/work/function_work.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tested_agent.hpp"

using namespace mesh::testing;

TEST_CASE("the agent greets whomever it is told to") {
  deterministic_system mesh;
  tested_agent greeter(mesh, mesh::make_function_work(greet));
  auto answer = greeter.ask("world");
  CHECK(answer.state == mesh::trinary::ready);
  CHECK(answer.value == "Hello, world!");
}

TEST_CASE("with nobody to greet the agent says so, and goes on") {
  deterministic_system mesh;
  tested_agent greeter(mesh, mesh::make_function_work(greet));
  CHECK(greeter.ask("").failure == mesh::errc::work_failed);
  CHECK(greeter.ask("again").value == "Hello, again!");
}
