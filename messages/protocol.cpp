#include "messages/protocol.hpp"

#include <algorithm>
#include <array>

namespace mesh {

namespace {

using enum link_end;
using enum kept_entries;
constexpr entry_kind unanswered{};

constexpr std::array table{
#define MESH_LINE(name, number, form, type, from, to, is, answer, kept, meaning)               \
  protocol_row{entry_kind::name, #name,  body_form::form, #type, (from), (to), is,             \
               (answer),         (kept), meaning},
    MESH_PROTOCOL(MESH_LINE)
#undef MESH_LINE
};
static_assert(std::ranges::is_sorted(table, {}, &protocol_row::kind));

} // namespace

std::string_view to_string(body_form form) {
  constexpr std::array<std::string_view, 10> names{
      "empty",        "numbered",  "handle", "plain",  "shared",
      "with_message", "with_lent", "aged",   "answer", "envelope"};
  return names[static_cast<std::size_t>(form)];
}

std::span<const protocol_row> protocol() {
  return table;
}

const protocol_row* row_of(entry_kind kind) {
  const auto* found = std::ranges::lower_bound(table, kind, {}, &protocol_row::kind);
  return found != table.end() && found->kind == kind ? &*found : nullptr;
}

std::string name_of(entry_kind kind) {
  const auto* row = row_of(kind);
  return row == nullptr ? "kind " + std::to_string(static_cast<int>(kind))
                        : std::string(row->name);
}

} // namespace mesh
