#include <array>
#include <map>
#include <set>

#include "tests/tidy/floors.hpp"
#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

/// Files of pure folders that are not, by how their names start: messages that CAF carries,
/// and the console's files that read a terminal or a script.
struct exceptions {
  std::string_view folder;
  std::array<std::string_view, 5> names;
};

constexpr std::array impure{
    exceptions{"messages/", {"wire.", "interfaces.", "type_ids.", "agent_messages.", "caf_"}},
    exceptions{"runtime/console/", {"script_runner", "session", "terminal"}},
};

/// Headers that a decision does not reach, not even through others.
struct forbidden_header {
  std::string_view start; // of its path
  std::string_view why;
};

constexpr std::string_view knows_no_actors = "a pure file knows no actors";
constexpr std::string_view knows_no_store = "a pure file knows no store";
constexpr std::string_view knows_no_sockets = "a pure file knows no sockets and descriptors";
constexpr std::string_view knows_no_log = "a pure file does not log";
constexpr std::string_view knows_no_clock = "a pure file gets the time passed in";

constexpr std::array forbidden_headers{
    forbidden_header{"caf/", knows_no_actors},
    forbidden_header{"SQLiteCpp/", knows_no_store},
    forbidden_header{"sqlite3", knows_no_store},
    forbidden_header{"libpq", knows_no_store},
    forbidden_header{"sys/socket.h", knows_no_sockets},
    forbidden_header{"sys/un.h", knows_no_sockets},
    forbidden_header{"sys/epoll.h", knows_no_sockets},
    forbidden_header{"netinet/", knows_no_sockets},
    forbidden_header{"arpa/", knows_no_sockets},
    forbidden_header{"netdb.h", knows_no_sockets},
    forbidden_header{"poll.h", knows_no_sockets},
    forbidden_header{"unistd.h", knows_no_sockets},
    forbidden_header{"fcntl.h", knows_no_sockets},
    forbidden_header{"boost/asio", knows_no_sockets},
    forbidden_header{"boost/beast", knows_no_sockets},
    forbidden_header{"openssl/ssl.h", knows_no_sockets},
    forbidden_header{"spdlog/", knows_no_log},
    forbidden_header{"ctime", knows_no_clock},
    forbidden_header{"time.h", knows_no_clock},
    forbidden_header{"sys/time.h", knows_no_clock},
    forbidden_header{"sys/timerfd.h", knows_no_clock},
};

/// Points in time and durations have their types here; others take them from here.
constexpr std::string_view home_of_chrono = "messages/vocabulary.hpp";

bool is_pure(std::string_view path) {
  const auto at = floor_of(path);
  if (at < 0 || !floors()[static_cast<std::size_t>(at)].pure)
    return false;
  for (const auto& [folder, names] : impure)
    if (folder == folder_of(path))
      for (auto name : names)
        if (!name.empty() && file_name(path).starts_with(name))
          return false;
  return true;
}

/// Why a pure file may not have the header; empty when it may.
std::string_view why_forbidden(std::string_view header) {
  for (const auto& [start, why] : forbidden_headers)
    if (header.starts_with(start))
      return why;
  return {};
}

struct include {
  int line = 1;
  std::string path;
  bool quoted = false;
};

std::vector<include> includes_of(const source_file& file) {
  std::vector<include> found;
  auto code = without_comments(file.text);
  int number = 0;
  for (auto line : lines_of(code)) {
    ++number;
    auto start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos || line[start] != '#'
        || line.find("include") == std::string_view::npos)
      continue;
    auto open = line.find_first_of("\"<");
    auto close = line.find_last_of("\">");
    if (open != std::string_view::npos && close > open)
      found.push_back(
          {number, std::string(line.substr(open + 1, close - open - 1)), line[open] == '"'});
  }
  return found;
}

/// The project's include graph, and which headers a file reaches through it.
class include_graph {
public:
  explicit include_graph(const tree& files) {
    for (const auto& file : files)
      if (is_cpp(file.path))
        includes_.emplace(file.path, includes_of(file));
  }

  [[nodiscard]] const std::vector<include>& of(const std::string& path) const {
    static const std::vector<include> none;
    auto found = includes_.find(path);
    return found == includes_.end() ? none : found->second;
  }

  /// The forbidden header that the included file is, or reaches sooner or later; empty when
  /// there is none.
  [[nodiscard]] std::string forbidden_through(const std::string& path) const {
    std::set<std::string> seen;
    return forbidden_through(path, seen);
  }

private:
  std::string forbidden_through(const std::string& path, std::set<std::string>& seen) const {
    if (!why_forbidden(path).empty())
      return path;
    if (!seen.insert(path).second)
      return {};
    for (const auto& next : of(path))
      if (auto found = forbidden_through(next.path, seen); !found.empty())
        return found;
    return {};
  }

  std::map<std::string, std::vector<include>> includes_;
};

void check_floor(const source_file& file, const include& one, problems& found) {
  if (one.quoted && one.path.find('/') == std::string::npos)
    found.push_back({file.path, one.line,
                     "include \"" + one.path + "\" by its path from the project's root"});
  if (!is_product(file.path))
    return;
  const bool is_test = one.path.starts_with("tests/") || one.path.starts_with("examples/");
  const auto own = floor_of(file.path);
  const auto other = floor_of(one.path);
  if (own < 0 || (other < 0 && !is_test))
    return; // the folder has no floor, which is said once; or a header of others
  if (is_test || other > own
      || floors()[static_cast<std::size_t>(own)].except == folder_of(one.path))
    found.push_back(
        {file.path, one.line, folder_of(file.path) + " may not include " + one.path});
}

void check_purity(const source_file& file, const include& one, const include_graph& graph,
                  problems& found) {
  if (!is_pure(file.path))
    return;
  if (one.path == "chrono" && file.path != home_of_chrono)
    found.push_back(
        {file.path, one.line,
         std::string(knows_no_clock) + ": its types are in " + std::string(home_of_chrono)});
  const auto reached = graph.forbidden_through(one.path);
  if (reached.empty())
    return;
  found.push_back({file.path, one.line,
                   std::string(why_forbidden(reached)) + ": "
                       + (reached == one.path ? one.path : one.path + " includes " + reached)});
}

/// Folders of the product whose place nobody has named.
void check_named(const tree& files, problems& found) {
  std::set<std::string> told;
  for (const auto& file : files)
    if (is_cpp(file.path) && is_product(file.path) && floor_of(file.path) < 0
        && told.insert(folder_of(file.path)).second)
      found.push_back({file.path, 1,
                       folder_of(file.path)
                           + " has no floor: give it one in "
                             "tests/tidy/floors.cpp"});
}

} // namespace

problems check_includes(const tree& files) {
  problems found;
  include_graph graph(files);
  for (const auto& file : files)
    for (const auto& one : graph.of(file.path)) {
      check_floor(file, one, found);
      check_purity(file, one, graph, found);
    }
  check_named(files, found);
  return found;
}

} // namespace mesh::tidy
