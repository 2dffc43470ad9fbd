// Writes the configuration files that follow from the table of fields into a
// directory.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "config/files.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: mesh_config_files DIRECTORY\n";
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::ofstream schema(directory / "mesh.schema.json");
  std::ofstream defaults(directory / "default.json");
  schema << mesh::schema_file() << std::flush;
  defaults << mesh::default_file() << std::flush;
  if (schema && defaults)
    return EXIT_SUCCESS;
  std::cerr << "cannot write to " << directory << '\n';
  return EXIT_FAILURE;
}
