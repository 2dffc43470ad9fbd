#include "tests/handbook/handbook.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <span>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/parser.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

namespace fs = std::filesystem;

namespace {

/// Programs of others that command lines begin with.
constexpr std::array<std::string_view, 20> other_programs{
    "cat",        "cd",       "chroot",  "cmake", "cp",        "curl",  "debootstrap",
    "export",     "git",      "kill",    "mkdir", "mount",     "node",  "printf",
    "prometheus", "promtool", "python3", "sudo",  "systemctl", "umount"};

bool is_one_of(std::string_view word, std::span<const std::string_view> all) {
  return std::ranges::find(all, word) != all.end();
}

/// `--flag` or `-f` stands in a help text as a word of its own.
bool offers(std::string_view help, const std::string& flag) {
  for (auto at = help.find(flag); at != std::string_view::npos; at = help.find(flag, at + 1)) {
    auto end = at + flag.size();
    bool begins = at == 0 || help[at - 1] == ' ' || help[at - 1] == ',' || help[at - 1] == '\n';
    if (begins && (end == help.size() || (!std::isalnum(help[end]) && help[end] != '-')))
      return true;
  }
  return false;
}

const std::string& help_of(const words& subcommand) {
  static std::map<words, std::string> known;
  auto [found, is_new] = known.try_emplace(subcommand);
  if (is_new) {
    auto arguments = subcommand;
    arguments.emplace_back("--help");
    auto run = run_mesh(arguments);
    std::string usage = "Usage: mesh"; // of another one when there is none of that name
    for (const auto& word : subcommand)
      usage += ' ' + word;
    if (run.code == 0 && (has(run.out, usage) || subcommand.front() == "--version"))
      found->second = run.out;
  }
  return found->second;
}

std::string
parse_problem(const tl::expected<console::script_line, console::parse_problems>& p) {
  return p ? std::string() : p.error().front().message;
}

std::string script_problem(const std::string& text) {
  auto parsed = console::parse_script(text);
  return parsed ? std::string() : parsed.error().front().message;
}

/// What every command takes that goes to a mesh elsewhere.
words without_remote_options(const words& all) {
  constexpr std::array<std::string_view, 7> with_value{
      "--at", "--certs", "--as", "--server-name", "--context", "-o", "--output"};
  constexpr std::array<std::string_view, 4> flags{"--keep-going", "--strict", "-q", "--quiet"};
  words rest;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_one_of(all[i], with_value))
      ++i;
    else if (!is_one_of(all[i], flags))
      rest.push_back(all[i]);
  return rest;
}

/// A subcommand of the binary, with the options that its help names.
std::string problem_of_subcommand(const words& subcommand, std::span<const std::string> rest) {
  const auto& help = help_of(subcommand);
  if (help.empty())
    return "there is no such subcommand";
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i].size() < 2 || rest[i][0] != '-')
      continue;
    if (!offers(help, rest[i]))
      return "no option " + rest[i];
    if (rest[i] == "-c" && i + 1 < rest.size())
      if (auto problem = script_problem(rest[i + 1]); !problem.empty())
        return problem;
  }
  return {};
}

std::string problem_of_mesh(const words& all) {
  constexpr std::array<std::string_view, 3> nested{"certs", "config", "context"};
  constexpr std::array<std::string_view, 7> plain{"dev", "help", "login",    "logout",
                                                  "mcp", "run",  "--version"};
  constexpr std::array<std::string_view, 3> for_shells{"completion", "man", "version"};
  if (all.size() < 2)
    return {};
  const auto& first = all[1];
  const std::span rest(all.begin() + 2, all.end());
  bool node = first == "node" && (rest.empty() || !console::find_command("node " + rest[0]));
  bool store = first == "verify" && !rest.empty() && !rest[0].starts_with("-");
  if (first == "help")
    return parse_problem(console::parse_words({all.begin() + 1, all.end()}));
  if (first == "agent" && !rest.empty() && rest[0] == "run") // else it is a mesh's command
    return problem_of_subcommand({first, rest[0]}, rest.subspan(1));
  if (is_one_of(first, nested))
    return rest.empty() ? "a subcommand is missing"
                        : problem_of_subcommand({first, rest[0]}, rest.subspan(1));
  if (node || store || is_one_of(first, plain) || is_one_of(first, for_shells))
    return problem_of_subcommand({first}, rest);
  return parse_problem(
      console::parse_words(without_remote_options({all.begin() + 1, all.end()})));
}

/// `./dev COMMAND`: its help has a line for it, and names the options.
std::string problem_of_dev(const words& all) {
  if (all.size() < 2)
    return {};
  const auto script = source_text("dev");
  if (script.find("\n  " + all[1] + " ") == std::string::npos)
    return "./dev help does not name it";
  if (all[1] == "run")
    return {}; // the rest is for mesh
  for (const auto& word : all)
    if (word.starts_with("--") && !offers(script, word))
      return "no option " + word;
  return {};
}

} // namespace

std::string source_text(const std::string& path) {
  std::ifstream in(fs::path(MESH_SOURCE) / path, std::ios::binary);
  INFO(path);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<handbook_block> handbook_blocks(std::string_view language) {
  std::set<std::string> pages{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"};
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MESH_SOURCE) / "docs"))
    if (entry.path().extension() == ".md")
      pages.insert(entry.path().lexically_relative(MESH_SOURCE).generic_string());
  std::vector<handbook_block> blocks;
  for (const auto& page : pages)
    for (auto& block : tidy::parse_markdown(source_text(page)).blocks)
      if (language.empty() || block.language == language)
        blocks.push_back({page, std::move(block)});
  return blocks;
}

std::string place_of(const handbook_block& b) {
  return b.page + ":" + std::to_string(b.block.line);
}

std::string problem_of(const std::vector<std::string>& all) {
  const auto& program = all.front();
  if (program == "mesh" || program == "build/release/mesh")
    return problem_of_mesh(all);
  if (program == "./dev")
    return problem_of_dev(all);
  if (is_one_of(program, other_programs)
      || fs::is_regular_file(fs::path(MESH_SOURCE) / program))
    return {};
  return "what is " + program + "?";
}

} // namespace mesh::test
