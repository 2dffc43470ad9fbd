#pragma once
#include "runtime/console/language/output_names.hpp"

namespace mesh::console {

/// The style of results for their reader.
struct render_style {
  output_format format = output_format::table;
  bool colour = false; // adds to what the text says, never carries it alone
  bool unicode = true; // blocks and lines; otherwise # * |
  bool bars = true;    // beside counts and shares; for terminals only
  int width = 80;      // columns of the terminal
  bool headers = true; // above lists
  int names = 20;      // names shown per group; all of them are in the JSON
};

} // namespace mesh::console
