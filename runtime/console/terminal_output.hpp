#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/console/render.hpp"
#include "runtime/console/running/output.hpp"
#include "runtime/console/terminal/look_view.hpp"

namespace mesh::console {

/// Where results and remarks go: data to stdout, everything else to stderr.
class terminal_output final : public output {
public:
  enum class colour { automatic, always, never };
  struct options {
    output_format format = output_format::table;
    bool quiet = false; // no remarks
    colour paint = colour::automatic;
  };
  /// Looks at both streams: terminal or not, NO_COLOR, TERM, LANG; the width anew for each
  /// result, as a terminal may be resized.
  explicit terminal_output(options how);

  bool show(const outcome& what) override;
  void complain(std::string_view text) override;
  void remark(std::string_view text) override;
  void narrate(std::string_view text) override;
  /// Results that are text already. False when they were lost.
  bool print(std::string_view text);
  /// The result of a command elsewhere, drawn here. False when it was lost.
  bool show_result(const nlohmann::ordered_json& result);
  /// The trouble with a result, on stderr; nothing when there is none.
  void complain_of(const nlohmann::ordered_json& result);
  /// One look of several (--watch), by its title: drawn over the one before on a terminal;
  /// elsewhere only the lines that were not in it.
  bool show_look(const std::string& title, const std::string& text);
  /// One line that is drawn over: how long a command has been running. Empty
  /// takes it away.
  void progress(std::string_view text);
  /// The `errno` of the write to stdout that failed (EPIPE: nobody reads any
  /// more); 0 when none did.
  [[nodiscard]] int lost_results() const { return lost_results_; }
  [[nodiscard]] const render_style& style() const { return style_; }
  /// Without the line of headers from now on (--no-headers).
  void leave_out_headers() { style_.headers = false; }

private:
  render_style style_;
  bool quiet_;
  bool draws_over_ = false; // stderr is a terminal that can
  bool remarks_in_colour_ = false;
  bool remarks_on_terminal_ = false;
  bool progress_shown_ = false;
  int lost_results_ = 0;
  look_view looks_;
  bool looking_ = false; // progress would be drawn into a look
};

} // namespace mesh::console
