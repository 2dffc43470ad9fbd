// Writes the JSON Schema of chain files, which follows from their table of fields, into a
// directory.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "actors/chains/chain_loader.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: mesh_chain_schema DIRECTORY\n";
    return 2;
  }
  std::ofstream schema(std::filesystem::path(argv[1]) / "chain.schema.json");
  schema << mesh::chain_schema_file() << std::flush;
  if (schema)
    return EXIT_SUCCESS;
  std::cerr << "cannot write to " << argv[1] << '\n';
  return EXIT_FAILURE;
}
