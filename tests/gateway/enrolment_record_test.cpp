// X1: changes of enrolments, as they are kept.
#include "runtime/gateway/enrolment_record.hpp"

#include <string>

#include "tests/gateway/enrolling.hpp"

using namespace mesh;
using namespace mesh::gateway;
using Catch::Matchers::ContainsSubstring;
using mesh::test::key;

namespace {

enrolment_record of(enrolment_step step) {
  enrolment_record record;
  record.step = step;
  record.agent = "store-1";
  record.at_ms = 17;
  switch (step) {
  case enrolment_step::invited:
    record.cls = agent_class::f_human;
    record.capabilities = {"paint", "sing"};
    record.where = *parse_scope("s07.c04");
    record.token = storage::sha256({"secret"});
    record.until_ms = 99;
    break;
  case enrolment_step::key_rotated:
    record.others_until_ms = 55;
    [[fallthrough]];
  case enrolment_step::key_bound:
    record.key = key(300);
    record.until_ms = 99;
    break;
  case enrolment_step::placed:
    record.id = {7, 4, 12};
    break;
  default:
    break;
  }
  return record;
}

std::string record_problem(const std::string& line) {
  const auto read = decode_enrolment_record(line);
  return read ? "" : to_string(read.error());
}

} // namespace

TEST_CASE("X1 each kind of record is read as it was written, from one line", "[gateway]") {
  for (int i = 0; i <= static_cast<int>(last_enrolment_step); ++i) {
    const auto what = of(static_cast<enrolment_step>(i));
    const auto line = encode(what);
    CAPTURE(line);
    CHECK(line.find('\n') == std::string::npos);
    const auto read = decode_enrolment_record(line);
    REQUIRE(read);
    CHECK(*read == what);
  }
}

TEST_CASE("X1 the lines are for people, too", "[gateway]") {
  CHECK(encode(of(enrolment_step::placed))
        == R"({"step":"placed","agent":"store-1","at_ms":17,"id":"s07.c04.a12"})");
  CHECK_THAT(encode(of(enrolment_step::invited)),
             ContainsSubstring(R"("class":"F_HUMAN","capabilities":["paint","sing"],)"
                               R"("where":"s07.c04","token":")"));
}

TEST_CASE("X1 a line that is no record is refused, with what is wrong", "[gateway]") {
  CHECK_THAT(record_problem(""), ContainsSubstring("store_corrupt: it is no enrolment"));
  CHECK_THAT(record_problem("[]"), ContainsSubstring("it is no enrolment"));
  CHECK_THAT(record_problem(R"({"step":"vanished","agent":"a","at_ms":1})"),
             ContainsSubstring("no step vanished"));
  CHECK_THAT(record_problem(R"({"step":"revoked","at_ms":1})"), ContainsSubstring("agent"));
  CHECK_THAT(record_problem(R"({"step":"revoked","agent":"a","at_ms":"1"})"),
             ContainsSubstring("number"));
  CHECK_THAT(record_problem(R"({"step":"placed","agent":"a","at_ms":1,"id":"s07"})"),
             ContainsSubstring("invalid_id"));
  CHECK_THAT(
      record_problem(R"({"step":"key_bound","agent":"a","at_ms":1,"key":"00","until_ms":1})"),
      ContainsSubstring("key has another length"));
  auto line = encode(of(enrolment_step::key_bound));
  line[line.find("2c01")] = 'x';
  CHECK_THAT(record_problem(line), ContainsSubstring("not hexadecimal"));
  line = encode(of(enrolment_step::invited));
  line.replace(line.find("F_HUMAN"), 7, "G_OTHER");
  CHECK_THAT(record_problem(line), ContainsSubstring("no class G_OTHER"));
}
