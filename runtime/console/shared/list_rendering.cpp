#include "runtime/console/shared/list_rendering.hpp"

#include <algorithm>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/format.hpp"
#include "runtime/console/drawing/table.hpp"

namespace mesh::console {

namespace {

/// A cell of a row with chosen columns has the whole name; else it may lie deeper.
const json* cell_at(const json& row, std::string_view name) {
  if (row.is_object())
    if (const auto whole = row.find(std::string(name)); whole != row.end())
      return &*whole;
  return cell_of(row, name);
}

std::string plain_text(const json& value) {
  if (value.is_null())
    return {};
  if (value.is_string())
    return value.get_ref<const std::string&>();
  if (!value.is_array())
    return json_text(value);
  std::vector<std::string> parts;
  for (const auto& one : value)
    parts.push_back(plain_text(one));
  return listed(parts);
}

std::string drawn(const json& value, column_kind kind) {
  if (value.is_null())
    return "-";
  if (!value.is_number())
    return printable(plain_text(value));
  const auto number = value.get<double>();
  switch (kind) {
  case column_kind::count:
    return number_text(number);
  case column_kind::ms:
    return ms_text(number);
  case column_kind::seconds:
    return number_text(number, 1);
  case column_kind::share:
    return number_text(number, 2);
  case column_kind::number:
    return exact_text(number);
  case column_kind::text:
  case column_kind::texts:
    break;
  }
  return plain_text(value);
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string out = "\"";
  for (char c : text)
    out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

/// The columns that were chosen, or all.
std::vector<column_spec> columns_in(const json& result, const command_spec& spec) {
  const auto& chosen = list_in(result, "columns");
  if (chosen.empty())
    return spec.columns;
  std::vector<column_spec> all;
  for (const auto& name : chosen)
    for (const auto& one : spec.columns)
      if (name.is_string() && one.name == name.get_ref<const std::string&>())
        all.push_back(one);
  return all;
}

std::string as_csv(const json& rows, const std::vector<column_spec>& columns, bool headers) {
  std::string out;
  const auto add_line = [&](auto cell_of_column) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      out += (i == 0 ? "" : ",") + csv_cell(cell_of_column(columns[i]));
    out += "\n";
  };
  if (headers)
    add_line([](const column_spec& one) { return std::string(one.name); });
  for (const auto& row : rows)
    add_line([&](const column_spec& one) {
      const auto* cell = cell_at(row, one.name);
      return cell == nullptr ? std::string() : plain_text(*cell);
    });
  return out;
}

std::string as_table(const json& result, const std::vector<column_spec>& columns,
                     const render_style& style) {
  std::vector<text_table::column> headers;
  for (const auto& one : columns) {
    const auto is_text = one.kind == column_kind::text || one.kind == column_kind::texts;
    headers.push_back({one.name, is_text ? text_table::align::left : to_right});
  }
  text_table table(std::move(headers));
  for (const auto& row : list_in(result, "rows")) {
    std::vector<std::string> cells;
    for (const auto& one : columns) {
      const auto* cell = cell_at(row, one.name);
      cells.push_back(cell == nullptr ? "-" : drawn(*cell, one.kind));
    }
    table.add(std::move(cells));
  }
  if (table.empty())
    return style.headers ? "  nothing\n" : "";
  auto how = style;
  if (style.format == output_format::wide)
    how.width = text_table::unbounded;
  auto out = table.str(how);
  const auto shown = number_in(result, "shown"), of = number_in(result, "of");
  if (style.headers && shown && of)
    out += "  " + count_of(*shown, *of)
           + (*shown < *of ? ": --limit all shows every one\n" : "\n");
  return out;
}

/// `cluster s00.c00`, `chain show ID`: more than its rows is of interest.
bool shows_one_thing(const command_spec& spec) {
  return std::ranges::any_of(spec.positionals,
                             [](const positional_spec& one) { return one.how == arity::one; });
}

} // namespace

bool is_plain_list(const json& result, const command_spec& spec, const render_style& style) {
  if (!lists(spec) || !result.is_object() || !result.contains("rows") || has(result, "error"))
    return false;
  switch (style.format) {
  case output_format::wide:
  case output_format::csv:
  case output_format::name:
    return true;
  case output_format::jsonl:
    return !shows_one_thing(spec);
  case output_format::table:
    return !list_in(result, "columns").empty();
  case output_format::json:
    break;
  }
  return false;
}

std::string render_list(const json& result, const command_spec& spec,
                        const render_style& style) {
  const auto& rows = list_in(result, "rows");
  const auto columns = columns_in(result, spec);
  std::string out;
  switch (style.format) {
  case output_format::csv:
    return as_csv(rows, columns, style.headers);
  case output_format::name:
    for (const auto& row : rows)
      if (const auto* cell = cell_at(row, columns.front().name))
        out += printable(plain_text(*cell)) + "\n";
    return out;
  case output_format::jsonl:
    for (const auto& row : rows)
      out += json_text(row) + "\n";
    return out;
  case output_format::wide:
  case output_format::table:
  case output_format::json:
    break;
  }
  return as_table(result, columns, style);
}

} // namespace mesh::console
