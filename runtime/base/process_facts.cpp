#include "runtime/base/process_facts.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace mesh {

namespace {

// Fields of /proc/self/stat behind the name, which may contain anything: see proc(5).
constexpr std::size_t user_ticks = 11;
constexpr std::size_t system_ticks = 12;
constexpr std::size_t thread_count = 17;
constexpr std::size_t start_ticks = 19;
constexpr std::size_t virtual_size = 20;
constexpr std::size_t resident_pages = 21;
constexpr std::size_t fields_read = resident_pages + 1;

std::optional<std::array<std::uint64_t, fields_read>> stat_fields() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos)
    return std::nullopt;
  std::istringstream words(text.substr(behind_name + 1));
  std::array<std::uint64_t, fields_read> all{};
  std::string word;
  for (auto& field : all) {
    if (!(words >> word))
      return std::nullopt;
    field = std::strtoull(word.c_str(), nullptr, 10); // the state, a letter, is 0
  }
  return all;
}

/// The start of the system, in seconds since 1970.
double boot_s() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;)
    if (double seconds = 0; word == "btime" && file >> seconds)
      return seconds;
  return 0;
}

std::uint64_t open_file_count() {
  std::error_code gone;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", gone), end; at != end;
       at.increment(gone))
    ++count;
  return count;
}

} // namespace

std::optional<process_facts> facts_of_this_process() {
  const auto fields = stat_fields();
  if (!fields)
    return std::nullopt;
  const auto field = [&](std::size_t which) {
    return fields->at(which);
  };
  const auto ticks_a_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  process_facts facts;
  facts.cpu_s = static_cast<double>(field(user_ticks) + field(system_ticks)) / ticks_a_second;
  facts.started_s = boot_s() + static_cast<double>(field(start_ticks)) / ticks_a_second;
  facts.resident_bytes =
      field(resident_pages) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  facts.virtual_bytes = field(virtual_size);
  facts.threads = field(thread_count);
  facts.open_files = open_file_count();
  if (rlimit limit{}; ::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    facts.most_files = limit.rlim_cur;
  return facts;
}

} // namespace mesh
