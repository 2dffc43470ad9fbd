#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/mcp/message.hpp"

namespace mesh::mcp {

enum class parameter_kind { text, count, share, flag, texts };

/// One argument of a tool.
struct parameter {
  std::string_view name;
  parameter_kind kind = parameter_kind::text;
  std::string_view about = {}; // one short sentence for the model
  bool required = false;
  std::size_t longest = 200;                  // bytes of a text; of each of several
  int most = 0;                               // of a count, or how many texts
  std::vector<std::string_view> choices = {}; // empty: anything
};

/// The JSON Schema of a tool's arguments.
json schema_of(std::span<const parameter> parameters);

/// Arguments that fulfil their schema.
class arguments {
public:
  /// `invalid_argument` names the argument and what helps.
  static tl::expected<arguments, error> read(std::span<const parameter> parameters,
                                             const json& given);

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<int> count(std::string_view name) const;
  [[nodiscard]] std::optional<double> share(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// As they were given, without `name`.
  [[nodiscard]] json all_but(std::string_view name) const;

private:
  explicit arguments(json given) : given_(std::move(given)) {}
  json given_;
};

/// A command line of words that come from a client: each value stands between quotes, so it
/// is never an option or another command.
class command_line {
public:
  explicit command_line(std::string_view command) : text_(command) {}
  /// Nothing when there is none.
  command_line& word(const std::optional<std::string>& value);
  command_line& option(std::string_view name, const std::optional<std::string>& value);
  command_line& option(std::string_view name, const std::optional<int>& value);
  command_line& flag(std::string_view name, bool wanted);
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
};

} // namespace mesh::mcp
