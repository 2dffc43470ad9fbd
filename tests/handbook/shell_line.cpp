#include "tests/handbook/shell_line.hpp"

#include <utility>

namespace mesh::test {

namespace {

/// One pass over a block, a character at a time.
class splitter {
public:
  void take(char c) {
    if (escaped_) {
      escaped_ = false;
      if (c != '\n')
        add(c);
    } else if (quote_ != 0) {
      if (c == quote_)
        quote_ = 0;
      else
        add(c);
    } else if (comment_) {
      if (c == '\n')
        end_command();
    } else {
      outside(c);
    }
  }

  std::vector<std::vector<std::string>> done() {
    end_command();
    return std::move(commands_);
  }

private:
  void outside(char c) {
    switch (c) {
    case '\\':
      escaped_ = true;
      break;
    case '\'':
    case '"':
      quote_ = c;
      open_ = true;
      break;
    case '#':
      if (open_)
        add(c);
      else
        comment_ = true;
      break;
    case '\n':
    case ';':
    case '|':
    case '&':
      end_command();
      break;
    case '>':
    case '<':
      end_word();
      redirected_ = true;
      break;
    case ' ':
      end_word();
      break;
    default:
      add(c);
    }
  }

  void add(char c) {
    word_ += c;
    open_ = true;
  }

  void end_word() {
    if (open_ && !std::exchange(redirected_, false))
      command_.push_back(word_);
    word_.clear();
    open_ = false;
  }

  void end_command() {
    end_word();
    if (!command_.empty())
      commands_.push_back(std::exchange(command_, {}));
    comment_ = redirected_ = false;
  }

  std::vector<std::vector<std::string>> commands_;
  std::vector<std::string> command_;
  std::string word_;
  char quote_ = 0;
  bool open_ = false, escaped_ = false, comment_ = false, redirected_ = false;
};

} // namespace

std::vector<std::vector<std::string>> shell_commands(std::string_view block) {
  splitter s;
  for (char c : block)
    s.take(c);
  return s.done();
}

} // namespace mesh::test
