#include "runtime/cli/agent_command.hpp"

#include <csignal>
#include <cstdio>
#include <poll.h>
#include <thread>

#include "actors/work/command/command_work.hpp"
#include "runtime/agent_client/agent_client.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/cli/command_line.hpp"

namespace mesh {

namespace {

constexpr int failed = 1;
constexpr int usage_error = 2;

int complain(const error& why, int code) {
  std::fprintf(stderr, "error: %s\n", printable_lines(to_string(why)).c_str());
  return code;
}

} // namespace

void agent_command::add_to(CLI::App& app) {
  command = app.add_subcommand("agent", "Run an agent that lives outside of the mesh.");
  command->require_subcommand(1);
  auto* run = command->add_subcommand(
      "run", "Join a mesh with an invite of 'agent enroll', and do its work with a program.");
  run->add_option("file", file, "The invite, or the credentials made of it.")
      ->required()
      ->check(not_empty());
  run->add_option("--exec", argv, "The program and its arguments; started for each message.")
      ->required()
      ->expected(1, -1);
  run->add_option("arguments", more, "After --: arguments that begin with a dash.");
  run->add_option("--env", env, "NAME=value for the program; NAME alone: as it is here.")
      ->allow_extra_args(false);
  run->add_option("--timeout-ms", timeout_ms, "The longest time for a message.");
  run->add_option("--memory-bytes", memory_bytes, "The most memory of the program.");
  run->add_option("--output-bytes", output_bytes, "The most that it may write.");
  run->add_flag("--signed", signed_deliveries, "Leave out what the mesh has not signed.");
  run->add_flag("-q,--quiet", quiet, "No lines about the link.");
}

bool agent_command::is_meant(const std::vector<std::string>& words) {
  return words.size() > 1 && words[0] == "agent" && words[1] == "run";
}

int agent_command::run() const {
  auto runner = process_runner::make({});
  if (!runner)
    return complain(runner.error(), failed);
  command_work_config how;
  how.argv = argv;
  how.argv.insert(how.argv.end(), more.begin(), more.end());
  how.env = env;
  if (timeout_ms > 0)
    how.timeout_ms = timeout_ms;
  if (memory_bytes > 0)
    how.memory_bytes = memory_bytes;
  if (output_bytes > 0)
    how.output_bytes = output_bytes;
  agent_client::client_options options;
  options.file = file;
  options.body = make_command_work(*runner, std::move(how));
  options.signed_deliveries = signed_deliveries;
  if (!quiet)
    options.log = [](const std::string& line) {
      std::fprintf(stderr, "%s\n", printable(line).c_str());
    };
  auto agent = agent_client::agent_client::open(std::move(options));
  if (!agent)
    return complain(agent.error(), usage_error);
  for (auto signal : {SIGINT, SIGTERM})
    if (auto handled = install_interrupt_handler(signal); !handled)
      return complain(handled.error(), failed);
  std::atomic<bool> over{false};
  std::thread ends([&] {
    constexpr int look_ms = 100;
    while (!over) {
      pollfd watched{interrupt_descriptor(), POLLIN, 0};
      if (::poll(&watched, 1, look_ms) > 0)
        return (*agent)->stop();
    }
  });
  const auto ended = (*agent)->run();
  over = true;
  ends.join();
  return ended ? 0 : complain(ended.error(), failed);
}

} // namespace mesh
