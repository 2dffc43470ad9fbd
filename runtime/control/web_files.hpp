#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "runtime/http/http.hpp"

namespace mesh::control {

/// A file of the dashboard, which is part of the program (X5).
struct web_file {
  std::string_view path; // `index.html`, `parts/table.js`
  std::string_view type; // media type
  std::string_view tag;  // for ETag: a digest of the content, in quotes
  std::string_view text;
};

/// All files of `web/`, in order of their paths.
std::span<const web_file> web_files();

/// `GET /` and `GET /ui/...`: the dashboard, and its files. No page of others may frame it,
/// and it loads nothing from elsewhere.
std::vector<route> web_routes();

/// The answer to a request for a path of the dashboard: `/`, or `/ui/` and a file's.
response web_answer(const request& asked);

} // namespace mesh::control
