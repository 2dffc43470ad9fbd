#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "tests/tidy/markdown.hpp"
#include "tests/tidy/rules.hpp"

namespace mesh::tidy {

namespace {

constexpr std::string_view introduction_path = "README.md";
constexpr std::string_view site_path = "mkdocs.yml";
constexpr std::string_view pages_folder = "docs/";
constexpr std::size_t max_readme_lines = 150;

bool is_page(std::string_view path) {
  return path.ends_with(".md");
}

bool is_elsewhere(std::string_view link) {
  return link.find("://") != std::string_view::npos || link.starts_with("mailto:");
}

/// What can be named: files and the folders they are in.
std::set<std::string> places_of(const tree& files) {
  std::set<std::string> places;
  for (const auto& file : files)
    for (auto path = std::filesystem::path(file.path); !path.empty(); path = path.parent_path())
      places.insert(path.generic_string());
  return places;
}

/// What is wrong with a link of a page; nothing when it leads somewhere.
std::optional<std::string> broken(const tree& files, const std::set<std::string>& places,
                                  const source_file& page, const std::string& link) {
  auto hash = std::min(link.find('#'), link.size());
  auto path = link.substr(0, hash);
  auto target = path.empty() ? page.path
                             : (std::filesystem::path(page.path).parent_path() / path)
                                   .lexically_normal()
                                   .generic_string();
  if (target.ends_with('/'))
    target.pop_back();
  if (page.path.starts_with(pages_folder) && !target.starts_with(pages_folder))
    return "leads out of the site; name the file in backticks instead";
  if (!places.contains(target))
    return "leads nowhere";
  if (hash == link.size())
    return std::nullopt;
  const auto* file = find_file(files, target);
  if (!file || !is_page(target))
    return "has an anchor into what is no page";
  auto anchors = parse_markdown(file->text).anchors;
  if (std::ranges::find(anchors, link.substr(hash + 1)) == anchors.end())
    return "names no heading of " + target;
  return std::nullopt;
}

/// Whether the code in backticks is meant to be a path of this tree: it begins with one
/// of its folders, and has nothing that a path has not.
bool is_path_of(const std::set<std::string>& places, std::string_view code) {
  auto slash = code.find('/');
  return slash != std::string_view::npos && places.contains(std::string(code.substr(0, slash)))
         && code.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_./-")
                == std::string_view::npos;
}

void check_page(const tree& files, const std::set<std::string>& places, const source_file& page,
                problems& found) {
  auto parsed = parse_markdown(page.text);
  for (const auto& [line, link] : parsed.links)
    if (!is_elsewhere(link))
      if (auto why = broken(files, places, page, link))
        found.push_back({page.path, line, "the link " + link + " " + *why});
  for (const auto& [line, code] : parsed.code) {
    auto path = code.ends_with('/') ? code.substr(0, code.size() - 1) : code;
    if (is_path_of(places, code) && !places.contains(path))
      found.push_back({page.path, line, "there is no " + path});
  }
}

/// The site's menu and the folder name the same pages.
void check_menu(const tree& files, const std::set<std::string>& places, problems& found) {
  const auto* site = find_file(files, site_path);
  if (!site)
    return;
  std::set<std::string> listed;
  int number = 0;
  for (auto line : lines_of(site->text)) {
    ++number;
    if (!line.ends_with(".md"))
      continue;
    auto path = std::string(pages_folder) + std::string(line.substr(line.rfind(' ') + 1));
    listed.insert(path);
    if (!places.contains(path))
      found.push_back({site->path, number, "there is no " + path});
  }
  for (const auto& file : files)
    if (is_page(file.path) && file.path.starts_with(pages_folder)
        && !listed.contains(file.path))
      found.push_back({file.path, 1, "is not in the menu of mkdocs.yml"});
}

} // namespace

problems check_pages(const tree& files) {
  problems found;
  auto places = places_of(files);
  for (const auto& file : files)
    if (is_page(file.path))
      check_page(files, places, file, found);
  check_menu(files, places, found);
  if (const auto* readme = find_file(files, introduction_path))
    if (auto count = lines_of(readme->text).size(); count > max_readme_lines)
      found.push_back({readme->path, int(max_readme_lines) + 1,
                       std::to_string(count) + " lines; it has "
                           + std::to_string(max_readme_lines)
                           + " at most, docs/ has the rest"});
  return found;
}

} // namespace mesh::tidy
