#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "runtime/console/language/complete.hpp"

namespace mesh::console {

class terminal;

struct line_editor_options {
  std::string prompt = "mesh> ";
  std::string more_prompt = "  ... ";           // after a line that ends in a backslash
  std::optional<std::filesystem::path> history; // nothing: not kept in a file
  std::size_t history_lines = 1'000;
  std::size_t longest_input = 1'048'576; // bytes of one command
  /// Candidates for the word at the cursor; empty: no completion.
  std::function<completion_list(std::string_view line, std::size_t cursor)> complete;
};

/// Reads commands from stdin: with editing, history and completion on a
/// terminal, plainly and without a prompt otherwise. On a terminal Ctrl-C
/// drops the line; for that `install_interrupt_handler` has to come first.
class line_editor {
public:
  enum class event {
    line,
    end_of_file, // Ctrl-D, or the end of a file
    interrupted, // Ctrl-C; the line is gone
    too_long,    // longer than `longest_input`; it was skipped
  };
  struct input {
    event what = event::end_of_file;
    std::string line = {}; // without its line end; continued lines keep theirs
  };

  explicit line_editor(line_editor_options options);
  ~line_editor();
  line_editor(const line_editor&) = delete;
  line_editor& operator=(const line_editor&) = delete;

  /// The next command; lines that end in a backslash are read on.
  input read();
  /// Whether there is a terminal to edit on.
  [[nodiscard]] bool interactive() const;
  /// The error of the history since the last call, if anything. The
  /// editor works without it.
  std::optional<error> take_history_error();

private:
  input read_plain();
  input read_one(bool continued);
  void remember(const std::string& line);
  line_editor_options options_;
  std::unique_ptr<terminal> terminal_; // null when stdin is no terminal
  struct plain_input;
  std::unique_ptr<plain_input> plain_;
  std::optional<error> history_error_;
};

} // namespace mesh::console
