// `word_count FILE` prints how many words a file has, as `wc -w` does, counted
// by the agents of a small mesh. Exit codes: 0 counted, 1 error, 2 usage.
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include "examples/word_counter.hpp"

namespace {

tl::expected<std::uint64_t, mesh::error> count_file(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path))
    return tl::unexpected(mesh::error{mesh::errc::io_error, "is a directory", "name a file"});
  std::ifstream text(path, std::ios::binary);
  if (!text)
    return tl::unexpected(
        mesh::error{mesh::errc::io_error, std::generic_category().message(errno)});
  mesh::config cfg;
  cfg.topology = mesh::topology_config::of(2, 2, 10);
  mesh::mesh_options options;
  options.work.push_back(counting_agents());
  mesh::local_mesh mesh(cfg, options);
  return count_words(mesh, text);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: word_count FILE\n";
    return 2;
  }
  auto words = count_file(argv[1]);
  if (!words) {
    std::cerr << "word_count: " << argv[1] << ": " << to_string(words.error()) << '\n';
    return 1;
  }
  std::cout << *words << '\n';
}
