#include "runtime/mcp/resources.hpp"

#include <algorithm>

#include "runtime/base/quoting.hpp"
#include "runtime/base/visible.hpp"

namespace mesh::mcp {

namespace {

constexpr std::string_view live_status = "mesh://status";
constexpr std::string_view description_of_api = "mesh://openapi.json";
constexpr std::string_view docs = "mesh://docs/";
constexpr auto json_type = "application/json";
constexpr auto markdown_type = "text/markdown";

/// The first heading of a page.
std::string title_of(std::string_view text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto begin = text.find_first_not_of("# ");
  return begin < end ? std::string(text.substr(begin, end - begin)) : "";
}

json contents(const std::string& uri, std::string_view type, std::string_view text) {
  return {{"uri", uri}, {"mimeType", type}, {"text", text}};
}

} // namespace

json list_resources() {
  json all = json::array();
  all.push_back({{"uri", live_status},
                 {"name", "status"},
                 {"title", "The mesh as it is now"},
                 {"mimeType", json_type}});
  all.push_back({{"uri", description_of_api},
                 {"name", "openapi"},
                 {"title", "The control API"},
                 {"mimeType", json_type}});
  for (const auto& page : handbook_pages())
    all.push_back({{"uri", std::string(docs) + std::string(page.name)},
                   {"name", page.name},
                   {"title", title_of(page.text)},
                   {"mimeType", markdown_type}});
  return all;
}

std::optional<json> read_resource(const std::string& uri, mesh_port& mesh) {
  if (uri == live_status)
    return json::array({contents(uri, json_type, json_text(quoted(mesh.look("status"))))});
  if (uri == description_of_api)
    return json::array({contents(uri, json_type, mesh.openapi())});
  if (!uri.starts_with(docs))
    return std::nullopt;
  const auto pages = handbook_pages();
  const auto found =
      std::ranges::find(pages, std::string_view(uri).substr(docs.size()), &handbook_page::name);
  if (found == pages.end())
    return std::nullopt;
  return json::array({contents(uri, markdown_type, found->text)});
}

} // namespace mesh::mcp
