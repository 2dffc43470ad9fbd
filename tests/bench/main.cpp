// mesh_bench [--quick] [NAME..]: JSON lines on stdout, one or more for each
// benchmark; all of them without a name.
#include <algorithm>
#include <charconv>
#include <iostream>

#include <spdlog/spdlog.h>

#include "tests/bench/bench.hpp"

namespace {

using namespace mesh::bench;

constexpr int usage_error = 2;

void list(std::ostream& out) {
  for (const auto& b : all_benches())
    out << b.name << "\t" << b.what << "\n";
}

int refuse(std::string_view why) {
  std::cerr << "mesh_bench: " << why
            << "\nusage: mesh_bench [--list] [--quick] [NAME..], a NAME being one of\n";
  list(std::cerr);
  return usage_error;
}

const bench* find_bench(std::string_view name) {
  auto all = all_benches();
  auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& b) { return b.name == name; });
  return found == all.end() ? nullptr : &*found;
}

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// NAME SECTORS CLUSTERS AGENTS
int probe_alone(bench_options options, std::span<const std::string_view> arguments) {
  auto all = all_probes();
  auto found =
      arguments.empty() ? all.end() : std::find_if(all.begin(), all.end(), [&](const auto& p) {
        return p.name == arguments[0];
      });
  if (found == all.end() || arguments.size() != 4)
    return refuse("--probe is for mesh_bench itself");
  options.size = mesh::topology_config::of(number(arguments[1]), number(arguments[2]),
                                           number(arguments[3]));
  print(found->run(options));
  return 0;
}

int run(std::span<const std::string_view> arguments) {
  bench_options options;
  std::vector<bench> chosen;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto a = arguments[i];
    if (a == "--probe")
      return probe_alone(options, arguments.subspan(i + 1));
    if (a == "--list") {
      list(std::cout);
      return 0;
    }
    if (a == "--quick") {
      options = bench_options::quick_ones();
    } else if (const auto* b = find_bench(a)) {
      chosen.push_back(*b);
    } else {
      return refuse("there is no benchmark '" + std::string(a) + "'");
    }
  }
  if (chosen.empty())
    chosen.assign(all_benches().begin(), all_benches().end());
  for (const auto& b : chosen) {
    progress(std::string(b.name) + ": " + std::string(b.what));
    b.run(options);
  }
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::err); // it would come between the lines on stdout
  try {
    return run(std::vector<std::string_view>(argv + 1, argv + argc));
  } catch (const std::exception& e) {
    std::cerr << "mesh_bench: " << e.what() << "\n";
    return 1;
  }
}
