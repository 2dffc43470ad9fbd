#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/console/render.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

/// Where results and remarks go: data to stdout, everything else to stderr.
class terminal_output {
public:
  struct options {
    output_format format = output_format::table;
    bool quiet = false; // no remarks
  };
  /// Looks at both streams once: terminal or not, width, NO_COLOR, LANG.
  explicit terminal_output(options how);

  /// False when stdout is gone (a closed pipe): nobody reads any more.
  bool show(const outcome& what);
  /// A remark for the person at the terminal, with its newline.
  void remark(std::string_view text) const;
  /// The narration of a script: what it says, and the command that comes.
  void narrate(std::string_view text) const;
  /// One line that is drawn over: how long a command has been running. Empty
  /// takes it away.
  void progress(std::string_view text);
  [[nodiscard]] bool readers_gone() const { return gone_; }
  [[nodiscard]] const render_style& style() const { return style_; }

private:
  render_style style_;
  bool quiet_;
  bool remarks_on_terminal_ = false;
  bool remarks_in_colour_ = false;
  bool progress_shown_ = false;
  bool gone_ = false;
};

} // namespace mesh::console
