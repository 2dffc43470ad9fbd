#include "runtime/console/session_line.hpp"

#include <array>
#include <cstdio>

#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"

namespace mesh::console {

namespace {

std::string title_of(const script_line& line) {
  constexpr std::size_t longest = 100; // characters
  return "every " + format_duration(*line.how.watch_ms) + ": "
         + std::string(first_characters(line.text, longest)) + "   (Ctrl-C ends)";
}

line_end watch(session& on, const script_line& line, output& out) {
  line_end end;
  const auto title = title_of(line);
  for (int looks = 1;; ++looks) {
    end.result = on.execute(line);
    end.result.watched = title;
    end.shown = out.show(end.result);
    const auto enough = line.how.times > 0 && looks >= line.how.times;
    if (!end.shown || enough)
      return end;
    if (!on.wait(from_ms(*line.how.watch_ms))) {
      consume_interrupt();
      return end;
    }
  }
}

} // namespace

line_end run_line(session& on, const script_line& line, output& out,
                  const std::function<bool(exit_code)>& as_expected) {
  if (line.how.watch_ms)
    return watch(on, line, out);
  line_end end;
  end.result = on.execute(line);
  if (as_expected && !end.result.data.is_null() && as_expected(end.result.code))
    end.result.data["as_expected"] = true;
  end.shown = out.show(end.result);
  end.interrupted = consume_interrupt();
  return end;
}

} // namespace mesh::console
