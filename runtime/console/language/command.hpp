#pragma once
#include <any>
#include <concepts>
#include <string>
#include <typeinfo>
#include <utility>

#include "runtime/console/language/line_options.hpp"

/// The operator's commands as values: what a script, the console and the shell are parsed
/// into (O1-O4, O7).
namespace mesh::console {

/// One command with its arguments. Each command has a type of its own for them, such as
/// `gather_command`, which stands in its file in `commands/`. Times in arguments are in
/// milliseconds; an empty optional means: as the configuration says.
class command {
public:
  command() = default; // of no type
  template <class Arguments>
  requires(!std::same_as<std::remove_cvref_t<Arguments>, command>) command(Arguments arguments)
      : arguments_(std::move(arguments)) {}

  template <class Arguments>
  [[nodiscard]] bool is() const {
    return std::any_cast<Arguments>(&arguments_) != nullptr;
  }
  /// Its arguments; throws std::bad_any_cast when it is another command.
  template <class Arguments>
  [[nodiscard]] const Arguments& as() const {
    return std::any_cast<const Arguments&>(arguments_);
  }
  template <class Arguments>
  [[nodiscard]] Arguments& as() {
    return std::any_cast<Arguments&>(arguments_);
  }
  /// The type of the arguments, which tells commands apart.
  [[nodiscard]] const std::type_info& type() const { return arguments_.type(); }

private:
  std::any arguments_;
};

/// A command, how its result is wanted, and where it stood.
struct script_line {
  int line = 1;     // 1-based
  std::string text; // as written
  command order;
  line_options how = {};
};

} // namespace mesh::console
