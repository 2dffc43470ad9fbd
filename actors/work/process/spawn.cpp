#include "actors/work/process/spawn.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <system_error>

#include "actors/work/reaper/protocol.hpp"

namespace mesh {

namespace {

/// Our end and the program's end of a pipe or socket pair.
struct ends {
  unique_fd ours;
  unique_fd theirs;
};

/// Moves a descriptor out of the range that the program's own are put into:
/// a host that closed its stdin would otherwise get pipes numbered 0 to 3.
unique_fd lifted(int fd) {
  unique_fd low{fd};
  return unique_fd{::fcntl(fd, F_DUPFD_CLOEXEC, reaper::control_fd + 1)};
}

tl::expected<ends, error> lift(int ours, int theirs) {
  ends made{lifted(ours), lifted(theirs)};
  if (!made.ours || !made.theirs || ::fcntl(made.ours.get(), F_SETFL, O_NONBLOCK) != 0)
    return tl::unexpected(system_error("cannot make a pipe", errno));
  return made;
}

enum class flow { to_program, from_program };

tl::expected<ends, error> make_pipe(flow direction) {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0)
    return tl::unexpected(system_error("cannot make a pipe", errno));
  return direction == flow::to_program ? lift(fds[1], fds[0]) : lift(fds[0], fds[1]);
}

tl::expected<ends, error> make_control() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds.data()) != 0)
    return tl::unexpected(system_error("cannot make a socket pair", errno));
  return lift(fds[0], fds[1]);
}

/// Default signals, an empty mask, and a session of its own: no terminal, and
/// Ctrl-C on the mesh's terminal is the mesh's business.
class spawn_attributes {
public:
  spawn_attributes() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_init(&value_);
    ::posix_spawnattr_setsigmask(&value_, &none);
    ::posix_spawnattr_setsigdefault(&value_, &all);
    ::posix_spawnattr_setflags(&value_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
                                            | POSIX_SPAWN_SETSID);
  }
  ~spawn_attributes() { ::posix_spawnattr_destroy(&value_); }
  spawn_attributes(const spawn_attributes&) = delete;
  spawn_attributes& operator=(const spawn_attributes&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const { return &value_; }

private:
  posix_spawnattr_t value_{};
};

/// The four given descriptors as 0 to 3, and no others; and the folder, if there is one.
class spawn_descriptors {
public:
  spawn_descriptors(const std::array<int, 4>& fds, const std::string& folder) {
    ::posix_spawn_file_actions_init(&value_);
    for (std::size_t i = 0; i < fds.size(); ++i)
      ::posix_spawn_file_actions_adddup2(&value_, fds[i], int(i));
    ::posix_spawn_file_actions_addclosefrom_np(&value_, int(fds.size()));
    if (!folder.empty())
      ::posix_spawn_file_actions_addchdir_np(&value_, folder.c_str());
  }
  ~spawn_descriptors() { ::posix_spawn_file_actions_destroy(&value_); }
  spawn_descriptors(const spawn_descriptors&) = delete;
  spawn_descriptors& operator=(const spawn_descriptors&) = delete;
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &value_; }

private:
  posix_spawn_file_actions_t value_{};
};

std::vector<char*> pointers_to(std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (auto& argument : arguments)
    pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  return pointers;
}

} // namespace

std::string reason_of(int error_number) {
  return std::generic_category().message(error_number);
}

error system_error(const std::string& what, int error_number) {
  return {errc::io_error, what + ": " + reason_of(error_number)};
}

tl::expected<spawned, error> spawn(const std::string& reaper_path,
                                   const std::vector<std::string>& argv,
                                   std::vector<std::string> environment,
                                   std::int64_t memory_bytes, const std::string& folder) {
  auto input = make_pipe(flow::to_program);
  auto output = make_pipe(flow::from_program);
  auto errors = make_pipe(flow::from_program);
  auto control = make_control();
  for (const auto* made : {&input, &output, &errors, &control}) {
    if (!*made)
      return tl::unexpected(made->error());
  }
  std::vector<std::string> arguments{"mesh-reaper", std::to_string(memory_bytes)};
  arguments.insert(arguments.end(), argv.begin(), argv.end());
  const spawn_attributes attributes;
  const spawn_descriptors descriptors(
      {input->theirs.get(), output->theirs.get(), errors->theirs.get(), control->theirs.get()},
      folder);
  pid_t reaper = -1;
  int failure = ::posix_spawn(&reaper, reaper_path.c_str(), descriptors.get(), attributes.get(),
                              pointers_to(arguments).data(), pointers_to(environment).data());
  if (failure != 0)
    return tl::unexpected(system_error("cannot start " + reaper_path, failure));
  return spawned{reaper, std::move(control->ours), std::move(input->ours),
                 std::move(output->ours), std::move(errors->ours)};
}

} // namespace mesh
