#include <array>
#include <map>
#include <set>
#include <span>

#include "tests/tidy/lexer.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

/// What files below a folder may include of the project.
struct layer {
  std::string_view folder;
  std::array<std::string_view, 6> may_include;
};

/// The first that fits counts. Other folders (tests, examples) may include all.
constexpr std::array layers{
    layer{"messages/", {"messages/", "config/"}},
    layer{"config/", {"messages/", "config/"}},
    layer{"supervisors/", {"messages/", "config/", "supervisors/"}},
    layer{"actors/coordination/", {"messages/", "config/", "actors/coordination/"}},
    layer{"actors/", {"messages/", "config/", "supervisors/", "actors/"}},
    layer{"runtime/", {"messages/", "config/", "supervisors/", "actors/", "runtime/"}},
};

/// Folders of decisions: no actor, no CAF. Files whose names start with one of
/// `actors` are the exceptions.
struct pure_folder {
  std::string_view folder;
  std::array<std::string_view, 5> actors;
};

constexpr std::array pure_folders{
    pure_folder{"messages/", {"wire.", "interfaces.", "type_ids.", "agent_messages.", "caf_"}},
    pure_folder{"config/", {}},
    pure_folder{"supervisors/", {"supervisor.", "supervisor_actor."}},
    pure_folder{"actors/coordination/", {}},
    pure_folder{"actors/chains/", {"scheduler", "worker"}},
    pure_folder{"actors/work/", {}},
    pure_folder{"runtime/channel/", {}},
    pure_folder{"runtime/placement/", {}},
    pure_folder{"runtime/console/", {"script_runner", "session"}},
};

/// Arrays above are filled up with empty texts, which fit nothing.
bool starts_with_one_of(std::string_view text, std::span<const std::string_view> prefixes) {
  for (auto prefix : prefixes)
    if (!prefix.empty() && text.starts_with(prefix))
      return true;
  return false;
}

bool is_pure(std::string_view path) {
  for (const auto& [folder, actors] : pure_folders)
    if (path.starts_with(folder))
      return !starts_with_one_of(file_name(path), actors);
  return false;
}

const layer* layer_of(std::string_view path) {
  for (const auto& l : layers)
    if (path.starts_with(l.folder))
      return &l;
  return nullptr;
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

/// The project's include graph, and through what a file reaches CAF.
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

  /// Whether the included file is one of CAF's, or includes one sooner or later.
  [[nodiscard]] bool reaches_caf(const std::string& path) const {
    std::set<std::string> seen;
    return reaches_caf(path, seen);
  }

private:
  bool reaches_caf(const std::string& path, std::set<std::string>& seen) const {
    if (path.starts_with("caf/"))
      return true;
    if (!seen.insert(path).second)
      return false;
    for (const auto& next : of(path))
      if (reaches_caf(next.path, seen))
        return true;
    return false;
  }

  std::map<std::string, std::vector<include>> includes_;
};

void check_layer(const source_file& file, const include& what, problems& found) {
  const auto* own = layer_of(file.path);
  bool of_project = layer_of(what.path) != nullptr || what.path.starts_with("tests/")
                    || what.path.starts_with("examples/");
  if (own && of_project && !starts_with_one_of(what.path, own->may_include))
    found.push_back(
        {file.path, what.line, std::string(own->folder) + " may not include " + what.path});
  if (what.quoted && what.path.find('/') == std::string::npos)
    found.push_back({file.path, what.line,
                     "include \"" + what.path + "\" by its path from the project's root"});
}

void check_purity(const source_file& file, const include& what, const include_graph& graph,
                  problems& found) {
  if (is_pure(file.path) && graph.reaches_caf(what.path))
    found.push_back({file.path, what.line,
                     "a pure file knows no actors, but " + what.path
                         + (what.path.starts_with("caf/") ? " is CAF's" : " includes CAF")});
}

} // namespace

problems check_includes(const tree& files) {
  problems found;
  include_graph graph(files);
  for (const auto& file : files)
    for (const auto& what : graph.of(file.path)) {
      check_layer(file, what, found);
      check_purity(file, what, graph, found);
    }
  return found;
}

} // namespace mesh::tidy
