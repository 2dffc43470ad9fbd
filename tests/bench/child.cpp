#include "tests/bench/child.hpp"

#include <array>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.hpp"

namespace mesh::bench {

namespace {

pid_t start(const std::string& program, const std::vector<std::string>& arguments,
            int write_end) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& a : arguments)
    argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, write_end, STDOUT_FILENO);
  pid_t child = 0;
  auto failed = posix_spawn(&child, program.c_str(), &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0)
    throw bench_failure("cannot start " + program);
  return child;
}

std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t n = 0; (n = read(from, part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(n));
  return text;
}

} // namespace

std::filesystem::path own_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

json_line line_of_child(const std::filesystem::path& program,
                        const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw bench_failure("cannot make a pipe");
  auto child = start(program.string(), arguments, ends[1]);
  close(ends[1]);
  auto text = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  auto line = json_line::parse(text, nullptr, false);
  if (status != 0 || line.is_discarded())
    throw bench_failure(program.filename().string() + " failed or printed no JSON");
  return line;
}

} // namespace mesh::bench
