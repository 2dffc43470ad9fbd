#include <algorithm>
#include <set>
#include <string>

#include "runtime/control/web_files.hpp"
#include "runtime/http/exchange.hpp"

namespace mesh::control {

namespace {

constexpr std::string_view prefix = "/ui/";
constexpr auto policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const web_file* find_web_file(std::string_view path) {
  const auto files = web_files();
  const auto found = std::ranges::find(files, path, &web_file::path);
  return found == files.end() ? nullptr : &*found;
}

/// `/ui/*`, and one pattern for each folder.
std::set<std::string> patterns() {
  std::set<std::string> all{"/", "/login", "/sign-in"};
  for (const auto& file : web_files()) {
    const auto folder = file.path.substr(0, file.path.rfind('/') + 1); // npos + 1 is 0
    all.insert(std::string(prefix) + std::string(folder) + "*");
  }
  return all;
}

} // namespace

response web_answer(const request& asked) {
  std::string_view path = asked.path;
  if (path.starts_with(prefix))
    path.remove_prefix(prefix.size());
  const auto* file = find_web_file(path == "/"          ? "index.html"
                                   : path == "/sign-in" ? "sign-in.html"
                                   : path == "/login"   ? "login.html"
                                                        : path);
  if (file == nullptr)
    return refusal(404, {errc::unknown_target, "the dashboard has no such file", "open /"});
  const std::string tag(file->tag);
  const auto known = asked.if_none_match.find(tag) != std::string::npos;
  response whole{known ? 304U : 200U, std::string(file->type), {}};
  if (!known)
    whole.body = file->text;
  whole.headers = {{"Content-Security-Policy", policy},
                   {"Referrer-Policy", "no-referrer"},
                   {"Cross-Origin-Opener-Policy", "same-origin"},
                   {"Cross-Origin-Resource-Policy", "same-origin"},
                   {"Cache-Control", "no-cache"},
                   {"ETag", tag}};
  return whole;
}

std::vector<route> web_routes() {
  std::vector<route> routes;
  for (const auto& pattern : patterns()) {
    routes.push_back({"GET",
                      pattern,
                      {}, // as every path's, in route_access.cpp
                      pace::instant,
                      [](const request& asked, exchange& x) {
                        x.answer(web_answer(asked));
                      }});
  }
  return routes;
}

} // namespace mesh::control
