#include "runtime/node/process/host_name_lock.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace mesh::node {

namespace {

/// This boot, and the network that the process sees: a container has one of its own.
std::string operating_system() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  struct stat network {};
  if (boot.empty() || ::stat("/proc/self/ns/net", &network) != 0)
    return {};
  return boot + "/" + std::to_string(network.st_ino);
}

/// A name in the kernel that goes with the process, however it ends; invalid when
/// somebody has it.
unique_fd take(const std::string& name) {
  unique_fd one(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const auto size = std::min(name.size(), sizeof at.sun_path - 1);
  std::memcpy(at.sun_path + 1, name.data(), size); // after a null byte: no file
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + size);
  if (one && ::bind(one.get(), reinterpret_cast<sockaddr*>(&at), length) != 0)
    one.reset();
  return one;
}

} // namespace

host_name_lock::host_name_lock(const std::string& name) : name_("mesh-node/" + name) {}

std::string host_name_lock::host_id() {
  if (!held_)
    held_ = take(name_);
  return held_ ? operating_system() : std::string();
}

} // namespace mesh::node
