#pragma once
#include <string_view>

#include "runtime/console/render.hpp"
#include "tests/support/catch.hpp"

/// What the tests of the views share.
namespace mesh::console {

/// `view` may begin with a line end, so that it can stand as a picture.
inline void check_view(std::string_view result, const render_style& style,
                       std::string_view view) {
  if (view.starts_with('\n'))
    view.remove_prefix(1);
  CHECK(render(nlohmann::ordered_json::parse(result), style) == view);
}

/// What goes to stderr of the same result.
inline void check_complaint(std::string_view result, const render_style& style,
                            std::string_view complaint) {
  if (complaint.starts_with('\n'))
    complaint.remove_prefix(1);
  CHECK(complaint_of(nlohmann::ordered_json::parse(result), style) == complaint);
}

} // namespace mesh::console
