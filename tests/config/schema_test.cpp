#include "config/schema.hpp"

#include <vector>

#include "config/check.hpp"
#include "config/dump.hpp"
#include "config/read.hpp"
#include "tests/config/schema_oracle.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using nlohmann::json;

namespace {

/// Every field present, optional ones too.
json full_document() {
  config c;
  c.agents = {{agent_id{1, 2, 3}, agent_class::d_gpu, {"count"}, command_work_config{{"wc"}}}};
  c.exclusions = {{agent_class::e_local, "count"}};
  return json::parse(to_json(c).dump());
}

/// The reader's verdict on single fields; relations are not in the schema.
bool reader_accepts(const json& document) {
  problem_list problems;
  config c;
  read_fields(document, c, problems);
  check_fields(c, problems);
  return problems.empty();
}

const std::vector<json>& probes() {
  static const std::vector<json> values{nullptr,
                                        true,
                                        -1,
                                        0,
                                        1,
                                        2,
                                        100,
                                        101,
                                        0.5,
                                        3.5,
                                        10.001,
                                        1e99,
                                        -0.001,
                                        1'000'001,
                                        3'600'001,
                                        86'400'001,
                                        67'108'865,
                                        "",
                                        "x",
                                        "warn",
                                        "all",
                                        "s07",
                                        "s07.c04.a12",
                                        "s7",
                                        "s07.c04.",
                                        "A_EDGE",
                                        "a_edge",
                                        "with space",
                                        std::string(64, 'n'),
                                        std::string(65, 'n'),
                                        json::array(),
                                        json::array({"x"}),
                                        json::array({1}),
                                        json::array({""}),
                                        json::array({"with space"}),
                                        json::object(),
                                        json{{"x", 1}},
                                        json{{"A_EDGE", json::object()}},
                                        json{{"argv", {"ls"}}}};
  return values;
}

/// Calls `visit` with the pointer of each value in the document, the root too.
template <class Visit>
void each_value(const json& value, const json::json_pointer& where, const Visit& visit) {
  visit(where);
  if (value.is_structured())
    for (const auto& [key, inside] : value.items())
      each_value(inside,
                 value.is_array() ? where / static_cast<std::size_t>(std::stoul(key))
                                  : where / key,
                 visit);
}

} // namespace

TEST_CASE("the schema and the reader accept and refuse the same", "[config]") {
  test::schema_oracle oracle(json::parse(schema_json().dump()));
  const auto document = full_document();
  REQUIRE(oracle.accepts(document));
  REQUIRE(reader_accepts(document));
  int accepted = 0;
  int refused = 0;
  auto compare = [&](const json& changed, const json::json_pointer& where) {
    bool ours = reader_accepts(changed);
    ++(ours ? accepted : refused);
    if (ours != oracle.accepts(changed))
      FAIL_CHECK(where.to_string() << " = " << changed.value(where, json()).dump()
                                   << ": the reader says " << (ours ? "yes" : "no"));
  };
  each_value(document, json::json_pointer{}, [&](const json::json_pointer& where) {
    for (const auto& probe : probes()) {
      auto changed = document;
      changed[where] = probe;
      compare(changed, where);
    }
    if (where.empty())
      return;
    auto without = document;
    auto& parent = without[where.parent_pointer()];
    if (parent.is_object()) {
      parent.erase(where.back());
      compare(without, where.parent_pointer());
      parent["not_a_key"] = 1;
      compare(without, where.parent_pointer());
    }
  });
  CHECK(accepted > 500);
  CHECK(refused > 1'500);
}

TEST_CASE("the schema gives the meaning of each field, and a default where there is one",
          "[config]") {
  auto schema = schema_json();
  const auto& window = schema["properties"]["coordination"]["properties"]["gather_window_ms"];
  CHECK(window["default"] == 500);
  CHECK(window["minimum"] == 1);
  CHECK(window["maximum"] == 3'600'000);
  CHECK(window["description"].get<std::string>().find("G1") != std::string::npos);
  const auto& one = schema["properties"]["agents"]["items"];
  CHECK(one["required"] == nlohmann::ordered_json{"where"});
  CHECK_FALSE(one["properties"]["where"].contains("default"));
}
