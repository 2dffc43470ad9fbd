// Agents outside as a load, over so many links: mesh_bench_agents PORT LIST LINKS. A line of
// LIST is a name and a token. SIGUSR1 cuts all links, which dial again. Ends with who started
// it.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sys/prctl.h>

#include <boost/asio/signal_set.hpp>

#include "tests/bench/load_link.hpp"

int main(int argc, char** argv) {
  using namespace mesh::bench;
  namespace asio = mesh::control::asio;
  if (argc != 4)
    return EXIT_FAILURE;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<load_agent> agents;
  std::ifstream list(argv[2]);
  for (std::string name, token; list >> name >> token;)
    agents.push_back({name, token, mesh::identity::ed25519::signing_key::make().value()});
  const auto links = static_cast<std::size_t>(std::atoi(argv[3]));
  asio::io_context io(1);
  asio::ssl::context tls(asio::ssl::context::tlsv13_client);
  load_counts counts;
  std::vector<std::unique_ptr<load_link>> all;
  for (std::size_t i = 0; i < links; ++i) {
    const auto begin = agents.begin() + static_cast<std::ptrdiff_t>(i * agents.size() / links);
    const auto end =
        agents.begin() + static_cast<std::ptrdiff_t>((i + 1) * agents.size() / links);
    all.push_back(std::make_unique<load_link>(io, tls,
                                              static_cast<std::uint16_t>(std::atoi(argv[1])),
                                              std::vector<load_agent>(begin, end), counts));
    asio::co_spawn(io, all.back()->run(), [](const std::exception_ptr& thrown) {
      try {
        if (thrown)
          std::rethrow_exception(thrown);
      } catch (const std::exception& e) {
        std::cerr << "mesh_bench_agents: " << e.what() << '\n';
      }
    });
  }
  asio::signal_set cut(io, SIGUSR1);
  std::function<void()> await_cut = [&] {
    cut.async_wait([&](const boost::system::error_code& failed, int) {
      if (failed)
        return;
      for (auto& one : all)
        one->cut();
      await_cut();
    });
  };
  await_cut();
  io.run();
  return EXIT_SUCCESS;
}
