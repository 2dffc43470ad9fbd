// Results of a script as CI servers read them (O7).
#include "runtime/console/shared/junit_report.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::console;
using json = nlohmann::ordered_json;

namespace {

json result(int line, const std::string& text, int code) {
  return {{"command", "x"},
          {"exit_code", code},
          {"source", {{"file", "a.mesh"}, {"line", line}, {"text", text}}}};
}

bool in_report(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("O7 a report has a case for each command, with its line and time",
          "[console][junit]") {
  junit_report report("a.mesh");
  report.add(result(1, "status", 0), 0.5);
  report.add(result(3, "gather s00", 3), 2.0); // somebody missing is no failure
  const auto xml = report.xml("status\n\ngather s00\n");
  CHECK(in_report(xml, "<testsuites tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"0\" "
                       "time=\"2.000\">"));
  CHECK(in_report(
      xml, "<testcase classname=\"a.mesh\" name=\"1: status\" file=\"a.mesh\" line=\"1\" "
           "time=\"0.500\"/>"));
  CHECK(in_report(xml, "name=\"3: gather s00\" file=\"a.mesh\" line=\"3\" time=\"1.500\"/>"));
}

TEST_CASE("O7 a report says what failed, and what did not run", "[console][junit]") {
  junit_report report("a.mesh");
  auto failed = result(1, "agents s09 <&> \"x\"", 1);
  failed["error"] = {{"code", "unknown_target"}, {"detail", "s09 is not <here>"}};
  report.add(failed, 1);
  const auto xml = report.xml("agents s09\nstatus\nquit\n");
  CHECK(in_report(xml, "tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\""));
  CHECK(in_report(xml, "name=\"1: agents s09 &lt;&amp;&gt; &quot;x&quot;\""));
  CHECK(in_report(
      xml, "<failure message=\"error: unknown_target: s09 is not &lt;here&gt; (exit code "
           "1)\"/>"));
  CHECK(in_report(xml, "name=\"2: status\""));
  CHECK(in_report(xml, "<skipped message=\"it did not run\"/>"));
  CHECK_FALSE(in_report(xml, "quit"));
}

TEST_CASE("O7 a failure that was expected is none, and one that is held is skipped",
          "[console][junit]") {
  junit_report report("a.mesh");
  auto expected = result(1, "gather s09", 1);
  expected["as_expected"] = true;
  report.add(expected, 1);
  auto held = result(2, "ask x", 0);
  held["held"] = {{"number", 1}};
  report.add(held, 2);
  CHECK(in_report(report.xml("gather s09\nask x\n"),
                  "failures=\"0\" errors=\"0\" skipped=\"1\""));
  report.add(result(2, "ask x", 0), 3); // it has run after all
  CHECK(in_report(report.xml("gather s09\nask x\n"), "tests=\"2\" failures=\"0\" errors=\"0\" "
                                                     "skipped=\"0\""));
}

TEST_CASE("O7 an expectation that failed reads as one", "[console][junit]") {
  junit_report report("a.mesh");
  auto missed = result(1, "expect x >= 0.99", 1);
  missed.update({{"command", "expect"},
                 {"metric", "last.ready_rate"},
                 {"op", ">="},
                 {"value", 0.99},
                 {"actual", 0.944},
                 {"met", false}});
  report.add(missed, 1);
  CHECK(in_report(
      report.xml("expect x >= 0.99\n"),
      "expectation failed: last.ready_rate is 0.944, expected &gt;= 0.99 (exit code 1)"));
}
