#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/terminal/line_editor.hpp"

namespace mesh::console {

/// Editing one line with libedit. The rest of the project sees UTF-8 only;
/// libedit's wide characters stay in here.
class terminal {
public:
  explicit terminal(const line_editor_options& options);
  ~terminal();
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  line_editor::input read(bool continued);
  /// For the arrow keys and Ctrl-R.
  void add_history(const std::string& line);

private:
  struct state; // libedit's handles
  std::unique_ptr<state> state_;
};

} // namespace mesh::console
