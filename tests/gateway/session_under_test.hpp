#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/gateway/agent_session.hpp"
#include "runtime/gateway/link_signatures.hpp"
#include "tests/support/catch.hpp"

namespace mesh::gateway::testing {

using namespace std::chrono_literals;

/// A client of the agent link with a key, in as much as a test needs one.
struct signing_client {
  std::string name;
  keys::signing_key key = keys::signing_key::make().value();

  [[nodiscard]] std::string public_key() const {
    return std::string(keys::bytes_of(key.shared()));
  }
  [[nodiscard]] std::string sign(std::string_view bytes) const {
    return std::string(keys::bytes_of(key.sign(bytes)));
  }
  [[nodiscard]] pb::FromAgent hello(const std::string& nonce, const std::string& bound,
                                    const std::string& token = {}) const {
    pb::FromAgent said;
    auto& h = *said.add_hello();
    h.set_agent(name);
    h.set_key(public_key());
    h.set_token(token);
    h.set_binding("tls-server-end-point");
    h.set_signature(sign(signed_bytes(hello_proof{nonce, h.binding(), bound, name, {}})));
    return said;
  }
  /// Signs the answers in it.
  void sign_answers(pb::FromAgent& said, const std::string& nonce, std::uint32_t number) const {
    answers_proof proof{nonce, number, {}};
    for (const auto& a : said.answer())
      proof.answers.push_back(digest_of(content_of(a.agent().empty() ? name : a.agent(), a)));
    said.set_number(number);
    said.set_signature(sign(signed_bytes(proof)));
  }
};

/// A session whose house lets in whom the test says.
class session_under_test final : public session_ways {
public:
  struct line final : agent_line {
    std::vector<message_id> delivered, withdrawn;
    void deliver(const std::string&, const job& what, duration, std::uint8_t) override {
      delivered.push_back(what.id);
    }
    void withdraw(const std::string&, message_id what) override { withdrawn.push_back(what); }
    void pause(const std::string&, bool) override {}
    [[nodiscard]] double round_trip_ms() const override { return 10; }
    [[nodiscard]] std::uint32_t round_trips() const override { return 1; }
  };

  // -- session_ways -------------------------------------------------------------------
  void say(const pb::FromMesh& part) override { said.MergeFrom(part); }
  void admit(const hello_claim& whom, admitted then) override {
    claims.push_back(whom);
    if (held)
      return waiting.push_back([this, whom, then] { answer_hello(whom, then); });
    answer_hello(whom, then);
  }
  void rotate(const std::string& agent, const keys::public_key&, const keys::public_key& to,
              rotated then) override {
    rotated_to[agent] = to;
    pb::Rotated done;
    done.set_agent(agent);
    then(std::move(done));
  }
  [[nodiscard]] std::optional<std::string>
  binding_data(const std::string& binding) const override {
    return binding == "tls-server-end-point" ? std::optional(bound) : std::nullopt;
  }
  std::shared_ptr<agent_line> line() override { return out; }
  void pulse_came_back(std::uint32_t number) override { pulses.push_back(number); }
  void note_client(const std::string& program) override { client = program; }
  void end(const refusal& why) override { ended.emplace_back(why.code); }
  void note_refusal(const std::string& agent, std::string_view about,
                    const refusal& why) override {
    noted.push_back(agent + " " + std::string(about) + " " + std::string(why.code));
  }

  // -- the test's -----------------------------------------------------------------------
  /// An agent that may come in, with its side of the mesh.
  std::shared_ptr<linked_agent> enrol(const std::string& name) {
    auto made = std::make_shared<linked_agent>(
        agent_id{0, 0, static_cast<std::uint8_t>(agents.size())}, [this] { return now; },
        counts);
    agents[name] = made;
    return made;
  }
  void enter(const signing_client& whom) {
    session.handle(whom.hello(session.nonce(), bound), now);
  }
  /// Gives an agent a job, whose result is kept.
  void give(const std::string& agent, std::uint64_t id) {
    job what{.id = {id}, .verb = "decide", .payload = "hello"};
    what.time_left = 10s;
    auto at_once = agents.at(agent)->start(what, [this]() -> work_done {
      return [this](work_result r) {
        results.push_back(std::move(r));
      };
    });
    REQUIRE_FALSE(at_once);
  }
  [[nodiscard]] static pb::FromAgent answer(std::uint64_t id, const std::string& value,
                                            const std::string& agent = {}) {
    pb::FromAgent said;
    auto& a = *said.add_answer();
    a.set_agent(agent);
    a.set_id(to_string(message_id{id}));
    a.set_state(1);
    a.set_value(value);
    return said;
  }
  [[nodiscard]] std::vector<std::string> refusals() const {
    std::vector<std::string> codes;
    for (const auto& r : said.refused())
      codes.push_back(r.about() + ":" + r.code());
    return codes;
  }

  time_point now{1h};
  gateway_config cfg;
  std::string bound = std::string(32, 'b');
  std::shared_ptr<struct line> out = std::make_shared<struct line>();
  linked_counts counts;
  std::map<std::string, std::shared_ptr<linked_agent>> agents;
  std::map<std::string, refusal> turned_away;
  std::vector<hello_claim> claims;
  std::map<std::string, keys::public_key> rotated_to;
  bool held = false; // admissions wait until the test runs them
  bool only_rotation = false;
  bool time_for_a_key = false;
  std::vector<std::function<void()>> waiting;
  pb::FromMesh said;
  std::vector<std::uint32_t> pulses;
  std::string client;
  std::vector<std::string> ended;
  std::vector<std::string> noted;
  std::vector<work_result> results;
  agent_session session{*this, cfg, std::string(32, 'n'), now};

private:
  void answer_hello(const hello_claim& whom, const admitted& then) {
    if (const auto found = turned_away.find(whom.agent); found != turned_away.end())
      return then(tl::unexpected(found->second));
    welcomed in{agents.at(whom.agent), {}, only_rotation};
    in.welcome.set_agent(whom.agent);
    in.welcome.set_rotate(time_for_a_key);
    then(std::move(in));
  }
};

} // namespace mesh::gateway::testing
