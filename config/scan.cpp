#include "config/scan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace mesh {

namespace {

using nlohmann::json;

/// `line 3, column 7` of a byte. Columns count characters, not bytes.
std::string line_and_column(std::string_view text, std::size_t byte) {
  auto before = text.substr(0, std::min(byte, text.size()));
  auto line = 1 + std::count(before.begin(), before.end(), '\n');
  auto start = before.rfind('\n');
  auto in_line = start == before.npos ? before : before.substr(start + 1);
  auto column = 1 + std::count_if(in_line.begin(), in_line.end(), [](char c) {
                  return (static_cast<unsigned char>(c) & 0xC0) != 0x80; // not inside one
                });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// The library's message without its code and its own idea of the place.
std::string without_prefix(std::string message) {
  for (std::string_view mark : {"] ", ": "})
    if (auto at = message.find(mark); at != message.npos)
      message.erase(0, at + mark.size());
  return message;
}

class scanner final : public nlohmann::json_sax<json> {
public:
  scanner(std::string_view text, problem_list& problems) : text_(text), problems_(problems) {}

  bool null() override { return next(); }
  bool boolean(bool) override { return next(); }
  bool number_integer(number_integer_t) override { return next(); }
  bool number_unsigned(number_unsigned_t) override { return next(); }
  bool number_float(number_float_t, const string_t&) override { return next(); }
  bool string(string_t&) override { return next(); }
  bool binary(binary_t&) override { return next(); }
  bool start_object(std::size_t) override { return next() && enter(false); }
  bool start_array(std::size_t) override { return next() && enter(true); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    auto& inside = open_.back();
    inside.step = name;
    if (!inside.keys.insert(name).second)
      problems_.add(pointer(), "given twice", "each key once");
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&,
                   const nlohmann::detail::exception& error) override {
    constexpr std::size_t longest = 200;
    auto message = without_prefix(error.what());
    std::string expected = "JSON, where comments (// and /* */) are allowed";
    if (auto at = message.rfind("; expected "); at != message.npos) {
      expected = message.substr(at + std::string_view("; expected ").size());
      message.resize(at);
    }
    if (message.size() > longest)
      message = message.substr(0, longest) + " ...";
    // `byte` counts from 1, and is one more at the end of the text
    problems_.add(pointer(),
                  line_and_column(text_, byte - std::min<std::size_t>(byte, 1)) + ": "
                      + message,
                  expected);
    return false;
  }

private:
  /// An object or array that is not closed yet.
  struct level {
    bool is_array;
    std::size_t entries = 0;
    std::string step; // the key, or the index, of what is read now
    std::set<std::string> keys = {};
  };

  /// A value begins.
  bool next() {
    if (!open_.empty() && open_.back().is_array)
      open_.back().step = std::to_string(open_.back().entries++);
    return true;
  }

  bool enter(bool is_array) {
    constexpr std::size_t deepest = 32; // a configuration needs 5
    if (open_.size() == deepest) {
      problems_.add(pointer(), "nested too deep", "at most 32 levels");
      return false;
    }
    open_.push_back({is_array});
    return true;
  }

  bool leave() {
    open_.pop_back();
    return true;
  }

  [[nodiscard]] std::string pointer() const {
    json::json_pointer where;
    for (const auto& inside : open_)
      if (!inside.step.empty() || !inside.keys.empty())
        where.push_back(inside.step);
    return where.to_string();
  }

  std::string_view text_;
  problem_list& problems_;
  std::vector<level> open_;
};

} // namespace

bool scan_json(std::string_view json_text, problem_list& problems) {
  scanner handler(json_text, problems);
  if (!json::sax_parse(json_text.begin(), json_text.end(), &handler, json::input_format_t::json,
                       true, true))
    return false;
  // The library takes a byte 0 for the end, and would say nothing of the rest.
  const auto zero = json_text.find('\0');
  if (zero != json_text.npos)
    problems.add("",
                 line_and_column(json_text, zero)
                     + ": a byte 0; what is behind it would not be read",
                 "JSON to the end of the text");
  return zero == json_text.npos;
}

} // namespace mesh
