#pragma once
#include <string_view>

#include "runtime/console/running/outcome.hpp"

namespace mesh::console {

/// Where a script's results and remarks go: a terminal, or an operator elsewhere.
class output {
public:
  output() = default;
  virtual ~output() = default;
  output(const output&) = delete;
  output& operator=(const output&) = delete;

  /// False when results were lost: a closed pipe, a full disk, nobody there.
  virtual bool show(const outcome& what) = 0;
  /// An error; said even when no remarks are wanted.
  virtual void complain(std::string_view text) = 0;
  /// A remark for the person who reads along; its newline is added.
  virtual void remark(std::string_view text) = 0;
  /// The narration of a script: what it says, and the command that comes.
  virtual void narrate(std::string_view text) = 0;
};

} // namespace mesh::console
