#include <algorithm>
#include <string>

#include "config/relations.hpp"
#include "config/web_url.hpp"

namespace mesh {

namespace {

std::string found(const std::string& text) {
  return "found \"" + text + "\"";
}

/// A name goes into JSON, and into errors.
bool all_visible(const std::string& text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

void check_talk_relations(const config& c, problem_list& problems) {
  const auto& model = c.talk.model;
  if (model.url.empty() || !problems.clean("/talk"))
    return;
  constexpr auto url = "/talk/model/url";
  const auto read = read_web_url(model.url);
  const auto seen =
      model.url.find('@') == std::string::npos ? found(model.url) : "found a URL with @";
  if (!read)
    problems.add(url, seen, read.error());
  else if (model.url.find('?') != std::string::npos)
    problems.add(url, seen, "a URL without a query: /chat/completions is added to it");
  else if (!read->tls && !model.plain_http)
    problems.add(url, seen,
                 "https://, or talk.model.plain_http to be true where nobody else can listen");
  if (model.name.empty() || !all_visible(model.name))
    problems.add("/talk/model/name", found(all_visible(model.name) ? model.name : "..."),
                 "the model's name, of visible ASCII characters");
}

} // namespace mesh
