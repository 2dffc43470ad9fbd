#include "actors/work/reaper/children.hpp"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <memory>
#include <string>
#include <unistd.h>

namespace mesh::reaper {

namespace {

using file_ptr = std::unique_ptr<FILE, int (*)(FILE*)>;

file_ptr open_for_reading(const char* path) {
  return {std::fopen(path, "re"), &std::fclose};
}

/// The parent of a process, or -1. The name in parentheses may hold anything,
/// parentheses too: what follows the last one counts.
pid_t parent_of(const char* pid) {
  auto file = open_for_reading(("/proc/" + std::string{pid} + "/stat").c_str());
  char line[512] = {};
  if (!file || std::fgets(line, sizeof line, file.get()) == nullptr)
    return -1;
  const char* after_name = std::strrchr(line, ')');
  int parent = -1;
  if (after_name == nullptr || std::sscanf(after_name + 1, " %*c %d", &parent) != 1)
    return -1;
  return parent;
}

/// For kernels built without CONFIG_PROC_CHILDREN.
std::vector<pid_t> search_all_processes() {
  std::vector<pid_t> children;
  std::unique_ptr<DIR, int (*)(DIR*)> proc{::opendir("/proc"), &::closedir};
  while (const dirent* entry = proc ? ::readdir(proc.get()) : nullptr) {
    if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0
        && parent_of(entry->d_name) == ::getpid())
      children.push_back(std::atoi(entry->d_name));
  }
  return children;
}

} // namespace

std::vector<pid_t> list_children() {
  auto file = open_for_reading("/proc/thread-self/children");
  if (!file)
    return search_all_processes();
  std::vector<pid_t> children;
  for (int pid = 0; std::fscanf(file.get(), "%d", &pid) == 1;)
    children.push_back(pid);
  return children;
}

} // namespace mesh::reaper
