// X1: whatever comes over a link of agents from outside, in both subprotocols. The first byte
// of an input says which one it is, whether an agent was let in before, and whether its client
// signs the answers that follow; then come messages, each after its length in two bytes.
// Nothing is taken of an agent that was not let in, no job has two results, and all that the
// mesh says can be read.
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/gateway/agent_session.hpp"
#include "runtime/gateway/link_signatures.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mesh;
using namespace mesh::gateway;
using namespace mesh::testing;

namespace {

constexpr auto agent_name = "a";
constexpr std::size_t jobs = 3;

struct silent_line final : agent_line {
  void deliver(const std::string&, const job&, duration, std::uint8_t) override {}
  void withdraw(const std::string&, message_id) override {}
  void pause(const std::string&, bool) override {}
  [[nodiscard]] double round_trip_ms() const override { return 1; }
  [[nodiscard]] std::uint32_t round_trips() const override { return 1; }
};

const keys::signing_key& client_key() {
  static const auto key = *keys::signing_key::from_seed({7});
  return key;
}

std::string bytes_of_signature(std::string_view text) {
  const auto said = client_key().sign(text);
  return std::string(keys::bytes_of(said));
}

/// A house with one agent, who is let in by its own key alone.
struct house final : session_ways {
  /// Once the agent is there: one that is away gets none.
  void give_jobs() {
    if (!admitted_ || std::exchange(given_, true))
      return;
    for (std::uint64_t id = 1; id <= jobs; ++id) {
      job what{.id = {id}, .verb = "decide", .payload = "x"};
      what.time_left = std::chrono::seconds(1);
      (void)agent->start(what, [this, id]() -> work_done {
        return [this, id](const work_result&) {
          must_hold(++results[id] == 1, "a job has one result");
        };
      });
    }
  }
  void say(const pb::FromMesh& part) override { said.MergeFrom(part); }
  void admit(const hello_claim& whom, admitted then) override {
    if (whom.agent != agent_name || whom.key != client_key().shared())
      return then(tl::unexpected(refusal{"unknown_agent", "nobody"}));
    admitted_ = true;
    welcomed in{agent, {}, false};
    in.welcome.set_agent(whom.agent);
    then(std::move(in));
  }
  void rotate(const std::string& whom, const keys::public_key&, const keys::public_key&,
              rotated then) override {
    must_hold(admitted_ && whom == agent_name, "an agent that is here has a new key");
    then(tl::unexpected(refusal{"unavailable", "not now"}));
  }
  [[nodiscard]] std::optional<std::string>
  binding_data(const std::string& binding) const override {
    return binding == "tls-exporter" ? std::optional(std::string(32, 'b')) : std::nullopt;
  }
  std::shared_ptr<agent_line> line() override { return out; }
  void pulse_came_back(std::uint32_t) override {}
  void note_client(const std::string&) override {}
  void end(const refusal& why) override {
    must_hold(!why.code.empty(), "a link that ends is told why");
    ended = true;
  }
  void note_refusal(const std::string&, std::string_view, const refusal&) override {}

  [[nodiscard]] bool let_in() const { return admitted_; }

  time_point now{std::chrono::hours(1)};
  gateway_config cfg;
  linked_counts counts;
  std::map<std::uint64_t, int> results;
  std::shared_ptr<linked_agent> agent = std::make_shared<linked_agent>(
      agent_id{}, [this] { return now; }, counts);
  std::shared_ptr<silent_line> out = std::make_shared<silent_line>();
  pb::FromMesh said;
  bool ended = false;

private:
  bool admitted_ = false;
  bool given_ = false;
};

pb::FromAgent hello(const std::string& nonce) {
  pb::FromAgent what;
  auto& h = *what.add_hello();
  h.set_agent(agent_name);
  h.set_key(std::string(keys::bytes_of(client_key().shared())));
  h.set_binding("tls-exporter");
  const std::string bound(32, 'b');
  h.set_signature(
      bytes_of_signature(signed_bytes(hello_proof{nonce, h.binding(), bound, agent_name, {}})));
  return what;
}

void sign(pb::FromAgent& what, const std::string& nonce, std::uint32_t number) {
  answers_proof proof{nonce, number, {}};
  for (const auto& a : what.answer())
    proof.answers.push_back(
        digest_of(content_of(a.agent().empty() ? agent_name : a.agent(), a)));
  what.set_number(number);
  what.set_signature(bytes_of_signature(signed_bytes(proof)));
}

/// An honest client gets through: else nothing that follows would say anything.
bool honest_client_works() {
  house h;
  const std::string nonce(32, 'n');
  agent_session session(h, h.cfg, nonce, h.now);
  session.handle(hello(nonce), h.now);
  h.give_jobs();
  pb::FromAgent what;
  auto& a = *what.add_answer();
  a.set_id(to_string(message_id{1}));
  a.set_state(1);
  sign(what, nonce, 1);
  session.handle(what, h.now);
  session.lost();
  return h.let_in() && h.counts.answered == 1 && h.results.size() == 1;
}

/// The next message of an input; false when there is none.
bool next(std::string_view& rest, std::string_view& message) {
  constexpr std::size_t prefix = 2;
  if (rest.size() < prefix)
    return false;
  const auto high = static_cast<unsigned char>(rest[0]);
  const auto low = static_cast<unsigned char>(rest[1]);
  const auto size = static_cast<std::size_t>(high) << 8U | low;
  message = rest.substr(prefix, size);
  rest.remove_prefix(prefix + message.size());
  return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto works = honest_client_works();
  must_hold(works, "an honest client is let in, and its answer counts");
  if (size == 0)
    return 0;
  const auto format = (data[0] & 1U) != 0 ? link_format::protobuf : link_format::json;
  const auto enters = (data[0] & 2U) != 0;
  const auto signs = (data[0] & 4U) != 0;
  house h;
  const std::string nonce(32, 'n');
  agent_session session(h, h.cfg, nonce, h.now);
  if (enters) {
    session.handle(hello(nonce), h.now);
    must_hold(session.agents() == 1, "who proves its key is let in");
    h.give_jobs();
  }
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  std::uint32_t number = 0;
  for (std::string_view bytes; !h.ended && next(rest, bytes);) {
    auto message = read_message(format, bytes);
    if (!message) {
      session.unreadable(message.error());
      continue;
    }
    if (signs)
      sign(*message, nonce, ++number);
    session.handle(*message, h.now);
    h.give_jobs();
    must_hold(session.agents() <= 1, "nobody else is let in");
  }
  must_hold(h.let_in() || h.results.empty(), "nothing is taken of strangers");
  must_hold(signs || h.counts.answered == 0, "nothing is taken that is not signed");
  const auto again = read_from_mesh(format, write_message(format, h.said));
  must_hold(again.has_value(), "what the mesh says can be read");
  session.lost();
  return 0;
}
