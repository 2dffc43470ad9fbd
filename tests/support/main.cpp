#define CATCH_CONFIG_RUNNER // Catch2 version 2; version 3 needs no such word
#include "tests/support/catch.hpp"

int main(int argc, char* argv[]) {
  return Catch::Session().run(argc, argv);
}
