// The protocol table, and its page in the handbook.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "messages/interfaces.hpp"
#include "messages/protocol.hpp"
#include "runtime/node/proxies/said.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::node;

namespace {

std::string names_of(link_end ends) {
  std::string text;
  const auto add = [&](link_end one, const char* name) {
    if (includes(ends, one))
      text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(link_end::node, "node");
  add(link_end::hub, "hub");
  add(link_end::records, "records");
  add(link_end::orchestrator, "orchestrator");
  add(link_end::coordinator, "coordinator");
  add(link_end::lead, "lead");
  add(link_end::supervisor, "supervisor above");
  add(link_end::sector_supervisor, "sector supervisor");
  add(link_end::cluster_supervisor, "cluster supervisor");
  return text;
}

std::string line_of(const protocol_row& row) {
  std::ostringstream line;
  line << "| " << static_cast<int>(row.kind) << " | `" << row.name << "` | "
       << names_of(row.from) << " | " << names_of(row.to) << " | "
       << (row.type == "nothing" ? "" : "`" + std::string(row.type) + "`") << " | "
       << to_string(row.form) << " | " << row.number << " | "
       << (row.answer == entry_kind{} ? "" : "`" + name_of(row.answer) + "`") << " | "
       << (row.kept == kept_entries::newest ? "the newest" : "every one") << " | "
       << row.meaning << " |";
  return line.str();
}

} // namespace

TEST_CASE("each kind has one row, and its answer has one, too", "[hosts]") {
  std::set<entry_kind> kinds;
  for (const auto& row : protocol()) {
    INFO(row.name);
    CHECK(kinds.insert(row.kind).second);
    CHECK(row_of(row.kind) == &row);
    CHECK(name_of(row.kind) == row.name);
    CHECK((row.answer == entry_kind{} || row_of(row.answer) != nullptr));
    CHECK((row.form == body_form::empty) == (row.type == "nothing"));
    CHECK_FALSE(row.meaning.empty());
  }
  CHECK(row_of(entry_kind{200}) == nullptr);
  CHECK(name_of(entry_kind{200}) == "kind 200");
}

TEST_CASE("only the newest counts of what is said again and again", "[hosts]") {
  std::set<std::string_view> newest;
  for (const auto& row : protocol())
    if (newest_wins(row.kind))
      newest.insert(row.name);
  CHECK(newest
        == std::set<std::string_view>{"counters", "mesh_term", "sector_summary", "page",
                                      "cluster_summary", "port_links", "people_paces",
                                      "seen_runs"});
}

TEST_CASE("a proxy says what its row says", "[hosts]") {
  using enum link_end;
  using enum entry_kind;
  CHECK(kind_said<link_end::orchestrator, coordinator, heal_order>() == heal_coordinator);
  CHECK(kind_said<supervisor, link_end::sector_supervisor, heal_order>() == heal_supervisor);
  CHECK(kind_said<link_end::orchestrator, coordinator, wire<message>, wire<scatter_order>>()
        == scatter);
  CHECK(kind_said<supervisor, link_end::sector_supervisor, meet_orchestrator>()
        == new_orchestrator);
  // A lead's words to its coordinator are not the orchestrator's.
  CHECK(kind_said<lead, coordinator, wire<mesh::gather_summary>>()
        == entry_kind::gather_summary);
  CHECK(kind_said<link_end::orchestrator, coordinator, wire<mesh::gather_summary>>()
        == entry_kind{});
  CHECK(kind_said<supervisor, link_end::cluster_supervisor, meet_orchestrator>()
        == entry_kind{});
}

TEST_CASE("the protocol's page shows the table", "[hosts]") {
  std::ifstream page(MESH_SOURCE "/docs/reference/protocol.md");
  std::vector<std::string> shown;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("| ") && line[2] >= '0' && line[2] <= '9')
      shown.push_back(line);
  std::vector<std::string> rows;
  for (const auto& row : protocol())
    rows.push_back(line_of(row));
  std::string expected;
  for (const auto& row : rows)
    expected += row + "\n";
  INFO("docs/reference/protocol.md is to have these lines:\n" << expected);
  CHECK(shown == rows);
}
