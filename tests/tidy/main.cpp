#include <iostream>

#include "tests/tidy/rules.hpp"

/// mesh_tidy ROOT
int main(int argc, char** argv) {
  return mesh::tidy::run(argc > 1 ? argv[1] : ".", std::cout);
}
