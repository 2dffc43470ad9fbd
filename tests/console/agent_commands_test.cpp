// X1: the commands for agents from outside, with a door that only takes notes.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "runtime/console/commands/agent_enroll.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "tests/console/no_mesh.hpp"
#include "tests/console/parsing.hpp"
#include "tests/console/rendering.hpp"
#include "tests/records/store_support.hpp"

using namespace mesh;
using namespace mesh::console;
using Catch::Matchers::ContainsSubstring;

namespace {

class noting_door final : public agent_door {
public:
  tl::expected<agent_invite, error> enroll(const enroll_order& what) override {
    ordered.push_back(what);
    if (refuses.code != errc::none)
      return tl::unexpected(refuses);
    return agent_invite{what.name,      "wss://mesh.example:7443/v1/agent", {},
                        "secret-token", "-----BEGIN CERTIFICATE-----\n",    1'790'000'000'000};
  }
  tl::expected<void, error> change(const std::string& name, enrolment_act what) override {
    if (refuses.code != errc::none)
      return tl::unexpected(refuses);
    changed.emplace_back(name, what);
    return {};
  }
  [[nodiscard]] std::vector<enrolled_agent> enrolled() const override { return agents; }
  [[nodiscard]] tl::expected<enrolled_agent, error>
  find(const std::string& name) const override {
    for (const auto& one : agents)
      if (one.name == name)
        return one;
    return tl::unexpected(error{errc::unknown_target, "no agent " + name, "agent list"});
  }
  [[nodiscard]] std::vector<agent_link_view> links() const override { return up; }
  [[nodiscard]] std::optional<agent_home> home_of(agent_id) const override { return {}; }
  [[nodiscard]] std::optional<agent_door_counts> door_counts() const override { return {}; }

  std::vector<enroll_order> ordered;
  std::vector<std::pair<std::string, enrolment_act>> changed;
  error refuses;
  std::vector<enrolled_agent> agents;
  std::vector<agent_link_view> up;
};

class mesh_with_door final : public no_mesh {
public:
  explicit mesh_with_door(agent_door* door) : door_(door) {}
  [[nodiscard]] agent_door* door() const override { return door_; }

private:
  agent_door* door_;
};

struct outside {
  noting_door notes;
  mesh_with_door mesh{&notes};
  session_memory memory{degradation_config{}};

  outcome run(const std::string& text) { return run_on(mesh, text); }
  outcome run_on(mesh_access& where, const std::string& text) {
    INFO(text);
    auto line = parse_line(text);
    REQUIRE(line);
    REQUIRE(*line);
    const auto* spec = spec_of((*line)->order);
    REQUIRE(spec != nullptr);
    command_context at{where, memory, {}};
    outcome o;
    o.data["command"] = result_name(*spec);
    spec->run((*line)->order, at, o);
    return o;
  }
};

enrolled_agent store_1() {
  enrolled_agent one;
  one.name = "store-1";
  one.id = agent_id{7, 4, 12};
  one.cls = agent_class::d_gpu;
  one.capabilities = {"paint"};
  one.where = *parse_scope("s07");
  one.state = enrolment_state::enrolled;
  one.keys = {{std::string(64, 'a'), 1'780'000'000'000, 1'790'000'000'000}};
  one.address = "10.0.0.7:51234";
  one.history = {{1'780'000'000'000, "invited", "D_GPU in s07"},
                 {1'780'000'000'001, "suspended", ""}};
  return one;
}

std::string code_of_error(const outcome& o) {
  return o.data.contains("error") ? o.data["error"]["code"].get<std::string>() : "";
}

const std::vector<std::string> all_of_them{
    "agent enroll a", "agent list",      "agent show a",   "agent rotate a",
    "agent revoke a", "agent suspend a", "agent resume a", "links"};

} // namespace

TEST_CASE("X1 the words of an agent's enrolment", "[console]") {
  const auto full = as<agent_enroll_command>(
      "agent enroll store-1 --class D --capability paint,sing --in s07.c04 --to a.invite");
  CHECK(full.name == "store-1");
  CHECK(full.cls == agent_class::d_gpu);
  CHECK(full.capabilities == std::vector<std::string>{"paint", "sing"});
  CHECK(to_string(full.where) == "s07.c04");
  CHECK(full.to == "a.invite");
  const auto bare = as<agent_enroll_command>("agent enroll store-1");
  CHECK(bare.cls == agent_class::c_persistent);
  CHECK(bare.capabilities.empty());
  CHECK(to_string(bare.where) == "all");
  for (const auto* wrong :
       {"agent enroll", "agent enroll a b", "agent enroll a --class G",
        "agent enroll a --capability x,,y", "agent enroll a --capability x,",
        "agent enroll a --in nowhere", "agent show", "agent list x", "links x"})
    CHECK(problems_of(wrong).size() == 1);
}

TEST_CASE("X1 `agent ID` is still the registry's view of an agent", "[console]") {
  const auto line = parse_line("agent s07.c04.a12");
  REQUIRE(line);
  REQUIRE(*line);
  CHECK(spec_of((*line)->order)->name == "agent");
}

TEST_CASE_METHOD(outside, "X1 without a door each command says what the mesh needs",
                 "[console]") {
  mesh_with_door closed{nullptr};
  for (const auto& text : all_of_them) {
    const auto o = run_on(closed, text);
    CHECK(o.code != exit_code::done);
    CHECK(code_of_error(o) == "unsupported");
    CHECK(o.data["error"]["detail"] == "agents from outside need --agents");
    CHECK_THAT(o.data["error"]["remedy"].get<std::string>(),
               ContainsSubstring("gateway.listen"));
  }
}

TEST_CASE_METHOD(outside, "X1 an enrolment gives the invite as a client reads it",
                 "[console]") {
  const auto o = run("agent enroll store-1 --class D --capability paint --in s07");
  REQUIRE(notes.ordered.size() == 1);
  CHECK(notes.ordered[0].name == "store-1");
  CHECK(notes.ordered[0].cls == agent_class::d_gpu);
  CHECK(notes.ordered[0].capabilities == std::vector<std::string>{"paint"});
  CHECK(to_string(notes.ordered[0].where) == "s07");
  CHECK(o.code == exit_code::done);
  const auto& invite = o.data["invite"];
  CHECK(invite["mesh_invite"] == 1);
  CHECK(invite["agent"] == "store-1");
  CHECK(invite["url"] == "wss://mesh.example:7443/v1/agent");
  CHECK(invite["token"] == "secret-token");
  CHECK(invite["ca"] == "-----BEGIN CERTIFICATE-----\n");
  CHECK(invite["expires_ms"] == 1'790'000'000'000);
  const auto drawn = render(o.data, {}); // nothing but the JSON: it can be copied
  CHECK(json::parse(drawn) == invite);
}

TEST_CASE_METHOD(outside, "X1 --to writes the invite for its owner, and shows no token",
                 "[console]") {
  const mesh::test::data_folder data;
  memory.files_allowed = true;
  const auto file = (data.path() / "a.invite").string();
  const auto o = run("agent enroll a --to " + file);
  CHECK(o.code == exit_code::done);
  CHECK(o.data["file"] == file);
  CHECK(o.data.dump().find("secret-token") == std::string::npos);
  CHECK(render(o.data, {.width = 200})
        == "the invite of a is in " + file + ", and good until "
               + o.data["expires_at"].get<std::string>() + "\n");
  CHECK(json::parse(mesh::test::content_of(file))["token"] == "secret-token");
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600U);

  mesh::test::set_content(file, "mine");
  const auto again = run("agent enroll b --to " + file);
  CHECK(code_of_error(again) == "already_exists");
  CHECK(mesh::test::content_of(file) == "mine");
  CHECK(notes.ordered.size() == 1); // nobody was enrolled for it
}

TEST_CASE_METHOD(outside, "X1 an invite that cannot be written says that the token is lost",
                 "[console]") {
  memory.files_allowed = true;
  const auto o = run("agent enroll a --to /nowhere/at/all/a.invite");
  CHECK(code_of_error(o) == "io_error");
  CHECK(o.data["error"]["remedy"] == "enroll it again with another file: this token is lost");
  CHECK(o.data.dump().find("secret-token") == std::string::npos);
}

TEST_CASE_METHOD(outside, "X1 an operator elsewhere names no file of the mesh's host",
                 "[console]") {
  const mesh::test::data_folder data;
  const auto file = data.path() / "a.invite";
  const auto o = run("agent enroll a --to " + file.string());
  CHECK(code_of_error(o) == "unsupported");
  CHECK(notes.ordered.empty());
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE_METHOD(outside, "X1 what the door refuses is the command's error", "[console]") {
  notes.refuses = {errc::already_exists, "taken", "another"};
  notes.agents = {store_1()};
  CHECK(code_of_error(run("agent enroll store-1")) == "already_exists");
  for (const auto* act : {"rotate", "suspend", "resume", "revoke"})
    CHECK(code_of_error(run(std::string("agent ") + act + " store-1")) == "already_exists");
  notes.refuses = {};
  CHECK(code_of_error(run("agent show store-2")) == "unknown_target");
}

TEST_CASE_METHOD(outside, "X1 acts on an agent reach the door, and show the agent",
                 "[console]") {
  notes.agents = {store_1()};
  const std::vector<std::pair<std::string, enrolment_act>> acts{
      {"rotate", enrolment_act::rotate},
      {"suspend", enrolment_act::suspend},
      {"resume", enrolment_act::resume},
      {"revoke", enrolment_act::revoke}};
  for (const auto& [word, act] : acts) {
    const auto o = run("agent " + word + " store-1");
    CHECK(o.code == exit_code::done);
    CHECK(o.data["command"] == "agent " + word);
    CHECK(o.data["state"] == "enrolled");
    CHECK(notes.changed.back() == std::pair(std::string("store-1"), act));
  }
  CHECK(notes.changed.size() == acts.size());
}

TEST_CASE_METHOD(outside, "X1 agent show has the keys and the history", "[console]") {
  notes.agents = {store_1()};
  const auto o = run("agent show store-1");
  CHECK(o.data["id"] == "s07.c04.a12");
  CHECK(o.data["keys"][0]["fingerprint"] == std::string(64, 'a'));
  CHECK(o.data["history"][0]["kind"] == "invited");
  CHECK(render(o.data, {}) == R"(store-1  D_GPU  enrolled
  id           s07.c04.a12
  in           s07
  can also     paint
  link         10.0.0.7:51234
  key          aaaaaaaaaaaaaaaa  until 2026-09-21T14:13:20.000Z
  2026-05-28T20:26:40.000Z  invited  D_GPU in s07
  2026-05-28T20:26:40.001Z  suspended
)");
}

TEST_CASE_METHOD(outside, "X1 agent list shows so many of all", "[console]") {
  CHECK(render(run("agent list").data, {}) == "no agents are enrolled\n");
  notes.agents = {store_1(), store_1(), store_1()};
  notes.agents[1].name = "store-2";
  notes.agents[1].id.reset();
  notes.agents[1].keys.clear();
  notes.agents[1].address.clear();
  notes.agents[1].state = enrolment_state::invited;
  const auto o = run("agent list --limit 2");
  CHECK(o.data["shown"] == 2);
  CHECK(o.data["of"] == 3);
  CHECK_FALSE(o.data["rows"][0].contains("history"));
  CHECK(o.data["rows"][1]["id"].is_null());
  CHECK(o.data["rows"][1]["address"].is_null());
  CHECK(run("agent list --limit all").data["shown"] == 3);
  CHECK(render(o.data, {}) == R"(  agent    id           class  state     key_until         link
  store-1  s07.c04.a12  D_GPU  enrolled  2026-09-21 14:13  10.0.0.7:51234
  store-2  -            D_GPU  invited   -                 -
  2 of 3 agents
)");
}

TEST_CASE_METHOD(outside, "X1 links show who is connected, and what waits", "[console]") {
  CHECK(render(run("links").data, {}) == "no links of agents from outside\n");
  agent_link_view one;
  one.address = "10.0.0.7:51234";
  one.client = "mesh-agent 0.1";
  one.protocol = "mesh.agent.v1.proto";
  one.agents = 3;
  one.round_trip_ms = 12.5;
  one.since_ms = 61'000;
  one.waiting_bytes = 1'024;
  one.delivered = 7;
  one.answered = 6;
  notes.up = {one};
  const auto o = run("links");
  CHECK(o.data["rows"][0]["protocol"] == "mesh.agent.v1.proto");
  CHECK(o.data["rows"][0]["up_s"] == 61.0);
  CHECK(render(o.data, {})
        == "  address         client          agents  round_trip  waiting  answered\n"
           "  10.0.0.7:51234  mesh-agent 0.1       3     12.5 ms  1,024 B         6\n"
           "  -o wide also shows up_for, delivered\n"
           "  1 of 1 link\n");
}

TEST_CASE("D2 X1 agents from outside are protected in every mode, without approval",
          "[console]") {
  const config cfg;
  const roster who(cfg);
  for (const auto& text : all_of_them) {
    const auto line = parse_line(text);
    REQUIRE(line);
    const auto profile = profile_of((*line)->order, who, cfg.coordination);
    const auto looks = text == "agent list" || text == "agent show a" || text == "links";
    CHECK((profile.what == command_profile::purpose::look) == looks);
    CHECK_FALSE(profile.mesh_wide);
  }
}
