#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/console/render.hpp"
#include "runtime/console/running/output.hpp"

namespace mesh::console {

/// Where results and remarks go: data to stdout, everything else to stderr.
class terminal_output final : public output {
public:
  struct options {
    output_format format = output_format::table;
    bool quiet = false; // no remarks
  };
  /// Looks at both streams once: terminal or not, width, NO_COLOR, TERM, LANG.
  explicit terminal_output(options how);

  bool show(const outcome& what) override;
  void complain(std::string_view text) override;
  void remark(std::string_view text) override;
  void narrate(std::string_view text) override;
  /// Results that are text already. False when they were lost.
  bool print(std::string_view text);
  /// One line that is drawn over: how long a command has been running. Empty
  /// takes it away.
  void progress(std::string_view text);
  /// The `errno` of the write to stdout that failed (EPIPE: nobody reads any
  /// more); 0 when none did.
  [[nodiscard]] int lost_results() const { return lost_results_; }
  [[nodiscard]] const render_style& style() const { return style_; }

private:
  render_style style_;
  bool quiet_;
  bool draws_over_ = false; // stderr is a terminal that can
  bool remarks_in_colour_ = false;
  bool progress_shown_ = false;
  int lost_results_ = 0;
};

} // namespace mesh::console
