// A program of somebody else's that uses the library.
#include <caf/all.hpp>
#include <iostream>

#include "messages/ids.hpp"

int main() {
  auto id = mesh::parse_agent_id("s07.c04.a12");
  if (!id || to_string(*id) != "s07.c04.a12") {
    std::cerr << "s07.c04.a12 is not what it was\n";
    return 1;
  }
  return 0;
}
