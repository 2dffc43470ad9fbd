#include "runtime/gateway/asked_admission.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::gateway;
using namespace std::chrono_literals;

namespace {

/// A host's port whose questions to the orchestrator's host are kept.
struct asking_port {
  time_point now{1h};
  std::vector<std::pair<std::uint64_t, admission_question>> asked;
  std::vector<admission_answer> answers;
  asked_admission admission{[this] { return now; },
                            [this](std::uint64_t number, const admission_question& what) {
                              asked.emplace_back(number, what);
                            }};

  void ask(const admission_question& what) {
    admission.ask(what, [this](admission_answer how) { answers.push_back(std::move(how)); });
  }
  void answer(const admission_answer& how) { admission.answered(asked.back().first, how); }
  /// The answer when the orchestrator's host says nothing.
  admission_answer unheard(const admission_question& what) {
    const auto before = answers.size();
    ask(what);
    now += 2s;
    admission.tick();
    REQUIRE(answers.size() == before); // it may still come
    now += 1s;
    admission.tick();
    REQUIRE(answers.size() == before + 1);
    return answers.back();
  }
};

admission_answer let_in() {
  admission_answer how;
  how.place = {1, 2, 3};
  how.said = "welcome";
  return how;
}

admission_answer refused(const std::string& code) {
  admission_answer how;
  how.code = code;
  return how;
}

} // namespace

TEST_CASE("X1 an agent outside is let in when the orchestrator's host says so") {
  asking_port t;
  t.ask({"a", "key", "token"});
  REQUIRE(t.asked.size() == 1);
  CHECK(t.asked[0].second == admission_question{"a", "key", "token", {}});
  CHECK(t.answers.empty());
  t.answer(let_in());
  CHECK(t.answers == std::vector{let_in()});
  t.answer(let_in()); // a second copy
  CHECK(t.answers.size() == 1);
}

TEST_CASE(
    "R1 an agent that was here before is let in while the orchestrator's host is silent") {
  asking_port t;
  CHECK(t.unheard({"a", "key"}).code == "unavailable"); // nobody has let it in yet
  t.ask({"a", "key"});
  t.answer(let_in());
  CHECK(t.unheard({"a", "key"}) == let_in());
  CHECK(t.unheard({"a", "another key"}).code == "unavailable");
  CHECK(t.unheard({"b", "key"}).code == "unavailable");
  CHECK(t.unheard({"a", "key", {}, "new key"}).code == "unavailable");
}

TEST_CASE("X1 whoever was refused, moved or turned out since is not let in from memory") {
  const auto forgets = [](const std::function<void(asking_port&)>& what) {
    asking_port t;
    t.ask({"a", "key"});
    t.answer(let_in());
    what(t);
    return t.unheard({"a", "key"}).code == "unavailable";
  };
  const auto answers = [](const admission_question& what, const std::string& code) {
    return [=](asking_port& t) {
      t.ask(what);
      t.answer(code.empty() ? let_in() : refused(code));
    };
  };
  CHECK(forgets(answers({"a", "key"}, "revoked")));
  CHECK(forgets(answers({"a", "key"}, "elsewhere")));
  CHECK(forgets([](asking_port& t) { t.admission.forget("a"); }));
  CHECK(forgets([](asking_port& t) { t.admission.forget(scope(cluster_id{1, 2})); }));
  CHECK_FALSE(forgets(answers({"a", "key"}, "unavailable")));
  CHECK_FALSE(forgets([](asking_port& t) { t.admission.forget(scope(cluster_id{1, 3})); }));
}

TEST_CASE("R1 an agent that has a new key is let in from memory with that one") {
  asking_port t;
  t.ask({"a", "key"});
  t.answer(let_in());
  t.ask({"a", "key", {}, "new key"});
  t.answer({});
  CHECK(t.unheard({"a", "new key"}) == let_in());
  CHECK(t.unheard({"a", "key"}).code == "unavailable");
}

TEST_CASE("X1 a host that leaves answers whoever waits, and asks nobody any more") {
  asking_port t;
  t.ask({"a", "key"});
  t.admission.end();
  REQUIRE(t.answers.size() == 1);
  CHECK(t.answers[0].code == "unavailable");
  t.ask({"a", "key"});
  CHECK(t.answers.size() == 2);
  CHECK(t.asked.size() == 1);
}
