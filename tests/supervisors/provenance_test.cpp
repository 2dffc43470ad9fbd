#include "supervisors/provenance.hpp"

#include "tests/supervisors/resolution_cases.hpp"
#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace mesh::test;

namespace {

/// Two sources that nothing tells apart.
resolution_case contradicting_values() {
  auto c = case_of(conflict_type::data_contradiction);
  c.record.what.evidence.expected_by = {first, {11}, {}, 5, 0};
  c.record.what.evidence.received_from = {second, {12}, {}, 6, 0};
  c.expected_by = c.received_from = {true, 0.6};
  return c;
}

} // namespace

TEST_CASE("K3 the stronger provenance is found by the first rule that tells them apart",
          "[conflicts]") {
  struct row {
    const char* name;
    source_standing expected, received;
    value_origin expected_by, received_from;
    stronger which;
  };
  const value_origin one{first, {11}, {}, 5, 0}, other{second, {12}, {}, 6, 0};
  auto agreed = [](value_origin from, std::uint32_t by) {
    from.agreeing = by;
    return from;
  };
  auto caused = [](value_origin from, std::uint64_t by, std::uint64_t stamp) {
    from.causation = {by};
    from.lamport = stamp;
    return from;
  };
  const std::vector<row> rows{
      {"equal", {true, 0.6}, {true, 0.6}, one, other, stronger::neither},
      {"both contexts are wrong", {false, 0.6}, {false, 0.6}, one, other, stronger::neither},
      {"context before all", {false, 1}, {true, 0}, agreed(one, 9), other, stronger::received},
      {"context, the other way",
       {true, 0},
       {false, 1},
       one,
       agreed(other, 9),
       stronger::expected},
      {"the newer knew the older",
       {true, 1},
       {true, 0},
       agreed(one, 9),
       caused(other, 11, 6),
       stronger::received},
      {"a cause with a later stamp is none",
       {true, 0.6},
       {true, 0.6},
       one,
       caused(other, 11, 5),
       stronger::neither},
      {"without stamps the cause counts",
       {true, 0.6},
       {true, 0.6},
       caused(one, 12, 0),
       other,
       stronger::expected},
      {"agreement before confidence",
       {true, 0},
       {true, 1},
       agreed(one, 2),
       other,
       stronger::expected},
      {"one more is too few",
       {true, 0.6},
       {true, 0.6},
       agreed(one, 1),
       other,
       stronger::neither},
      {"confidence", {true, 0.6}, {true, 0.8}, one, other, stronger::received},
      {"too close", {true, 0.6}, {true, 0.65}, one, other, stronger::neither},
  };
  for (const auto& r : rows) {
    CAPTURE(r.name);
    auto c = contradicting_values();
    c.expected_by = r.expected;
    c.received_from = r.received;
    c.record.what.evidence.expected_by = r.expected_by;
    c.record.what.evidence.received_from = r.received_from;
    auto result = weigh(c, default_conflicts);
    CHECK(result.which == r.which);
    CHECK(result.because.empty() == (r.which == stronger::neither));
  }
}

TEST_CASE("K3 the weaker source is told the value that holds, and it ends with its answer",
          "[conflicts]") {
  auto c = contradicting_values();
  c.received_from.confidence = 0.2;
  auto step = trace_provenance(c, default_conflicts);
  const auto* ask = std::get_if<ask_agent>(&step);
  REQUIRE(ask != nullptr);
  CHECK(ask->whom == second);
  CHECK(ask->what.what == verb::sync);
  CHECK(ask->what.payload == "40");
  CHECK(ask->what.causation == message_id{12});
  c.attempts = {ready(second)};
  // However the two stand by now, it was the other one that was corrected.
  c.received_from.confidence = 1;
  auto over = trace_provenance(c, default_conflicts);
  REQUIRE(how_settled(over) == "provenance_trace");
  CHECK(std::get<settlement>(over).note
        == "the value of s01.c00.a01 holds: 40; s02.c00.a02 was told, and answered: done");
}

TEST_CASE("K3 a weaker source that insists or is not heard of is a person's", "[conflicts]") {
  auto c = contradicting_values();
  c.expected_by.confidence = 0.2;
  c.attempts = {contradicts(first, conflict_type::data_contradiction)};
  CHECK(why_left(trace_provenance(c, default_conflicts))
        == "the value of s02.c00.a02 is the stronger, but s01.c00.a01 answered -1: no");
  c.attempts = {failed(first, errc::quarantined)};
  CHECK(std::get<ask_agent>(trace_provenance(c, default_conflicts)).whom
        == first); // asked again
  c.attempts.assign(static_cast<std::size_t>(default_conflicts.resolution_tries),
                    failed(first, errc::timeout));
  CHECK_FALSE(why_left(trace_provenance(c, default_conflicts)).empty());
}

TEST_CASE("K3 no provenance is made up, and equals are not told apart", "[conflicts]") {
  CHECK(why_left(trace_provenance(contradicting_values(), default_conflicts))
        == "s01.c00.a01 and s02.c00.a02 are equally strong: 40 against 38");
  auto c = case_of(conflict_type::data_contradiction);
  CHECK(why_left(trace_provenance(c, default_conflicts))
        == "who said the two values is not known");
  c.record.what.evidence.expected_by.agent = first;
  CHECK(why_left(trace_provenance(c, default_conflicts))
        == "who said the received value is not known");
  c.record.what.evidence.received_from.agent = first;
  CHECK(why_left(trace_provenance(c, default_conflicts)) == "both values are of s01.c00.a01");
}
