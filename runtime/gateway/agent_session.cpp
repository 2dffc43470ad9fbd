#include "runtime/gateway/agent_session.hpp"

#include <algorithm>
#include <utility>

#include "actors/work/text.hpp"
#include "runtime/gateway/link_signatures.hpp"
#include "runtime/gateway/read_answer.hpp"

namespace mesh::gateway {

namespace {

constexpr double burst_s = 10;
constexpr std::size_t shown = 64; // characters of a name that somebody else says

/// Of a whole message: each thing said is one.
double things_in(const pb::FromAgent& what) {
  return 1.0 + what.hello_size() + what.rotate_size() + what.answer_size()
         + what.progress_size() + what.step_aside_size() + what.goodbye_size();
}

} // namespace

agent_session::agent_session(session_ways& ways, const gateway_config& cfg, std::string nonce,
                             time_point now)
    : ways_(ways),
      cfg_(cfg),
      nonce_(std::move(nonce)),
      rate_(cfg.messages_per_s, burst_s, now) {}

void agent_session::handle(const pb::FromAgent& what, time_point now) {
  if (!rate_.take(things_in(what), now))
    return ways_.end({"too_many",
                      "more than " + std::to_string(static_cast<int>(cfg_.messages_per_s))
                          + " messages a second came over this link",
                      "send less, or use more links"});
  for (const auto& said : what.hello())
    hello(said);
  for (const auto& said : what.rotate())
    rotate(said);
  if (what.answer_size() > 0)
    answers(what);
  for (const auto& said : what.progress())
    progress(said);
  if (what.has_pulse())
    ways_.pulse_came_back(what.pulse().number());
  for (const auto& said : what.step_aside())
    step_aside(said);
  for (const auto& said : what.goodbye())
    if (!goodbye(said))
      return;
}

void agent_session::unreadable(const error& why) {
  ways_.end({"bad_message", why.detail, why.remedy});
}

void agent_session::hello(const pb::Hello& said) {
  const auto no = [&](const refusal& why) {
    refuse(said.agent(), "hello", {}, why);
  };
  const auto key = keys::key_in(said.key());
  const auto link_key = said.link_key().empty() ? key : keys::key_in(said.link_key());
  if (!key || !link_key)
    return no({"bad_signature", "that is no Ed25519 public key of 32 bytes", "make a new one"});
  const auto bound = said.binding() == "none"
                         ? (cfg_.unbound_links ? std::optional(std::string()) : std::nullopt)
                         : ways_.binding_data(said.binding());
  if (!bound)
    return no({"binding_refused",
               "the hello is not bound to this TLS session by '"
                   + printable(said.binding(), shown) + "'",
               "bind it by tls-server-end-point or tls-exporter"});
  if (!is_signed_hello(said, *bound))
    return no({"bad_signature", "the hello's signature does not fit",
               "sign the nonce of this link's challenge with the agent's key"});
  if (link_key_ && *link_key_ != *link_key)
    return no({"bad_signature", "another link key than that of the hello before",
               "use one link key for all agents of a link"});
  if (!on_it_.contains(said.agent()) && on_it_.size() + coming_.size() >= most_agents())
    return no({"too_many", "no more agents on one link", "use more links"});
  link_key_ = link_key;
  ways_.note_client(said.client());
  coming_[said.agent()] = {nullptr, *key, said.instance(), said.signed_deliveries()};
  ways_.admit({said.agent(), *key, said.token()},
              [this, name = said.agent(), key = *key](tl::expected<welcomed, refusal> how) {
                const auto found = coming_.find(name);
                if (found == coming_.end() || found->second.key != key)
                  return; // it has said goodbye, or hello again
                auto newcomer = std::move(found->second);
                coming_.erase(found);
                if (!how)
                  return refuse(name, "hello", {}, how.error());
                let_in(name, std::move(newcomer), std::move(*how));
              });
}

/// Deliveries that wait for the agent follow the welcome.
void agent_session::let_in(const std::string& agent, occupant newcomer, welcomed how) {
  pb::FromMesh part;
  *part.add_welcome() = std::move(how.welcome);
  ways_.say(part);
  newcomer.agent = how.agent;
  newcomer.works = !how.only_rotation;
  const auto works = newcomer.works;
  const auto instance = newcomer.instance;
  on_it_.insert_or_assign(agent, std::move(newcomer));
  ++version_;
  if (works)
    how.agent->attach(ways_.line(), agent, instance);
}

bool agent_session::is_signed_hello(const pb::Hello& said, const std::string& bound) const {
  return is_signed(hello_proof{nonce_, said.binding(), bound, said.agent(), said.link_key()},
                   said.key(), said.signature());
}

std::size_t agent_session::most_agents() const {
  return static_cast<std::size_t>(cfg_.agents);
}

void agent_session::rotate(const pb::Rotate& said) {
  auto* here = find(said.agent());
  const auto name = meant(said.agent());
  const auto new_key = keys::key_in(said.key());
  if (here == nullptr)
    return refuse(said.agent(), "rotate", {}, {"not_yours", "it is not on this link"});
  if (!new_key
      || !is_signed(rotate_proof{nonce_, name, said.key()}, keys::bytes_of(here->key),
                    said.signature(), said.new_signature()))
    return refuse(name, "rotate", {},
                  {"bad_signature", "the new key is not signed by both keys",
                   "sign it with the key of the hello and with itself"});
  ways_.rotate(name, here->key, *new_key,
               [this, name, key = *new_key](tl::expected<pb::Rotated, refusal> how) {
                 if (!how)
                   return refuse(name, "rotate", {}, how.error());
                 pb::FromMesh part;
                 *part.add_rotated() = std::move(*how);
                 ways_.say(part);
                 auto* still = find(name);
                 if (still == nullptr)
                   return;
                 still->key = key;
                 if (!std::exchange(still->works, true))
                   still->agent->attach(ways_.line(), name, still->instance);
               });
}

void agent_session::answers(const pb::FromAgent& what) {
  std::vector<std::string> names;
  for (const auto& said : what.answer())
    names.push_back(meant(said.agent()));
  const auto none = [&](const refusal& why) {
    for (int i = 0; i < what.answer_size(); ++i)
      refuse(names[static_cast<std::size_t>(i)], "answer", what.answer(i).id(), why);
  };
  if (!link_key_)
    return none({"not_yours", "nobody is on this link yet", "say hello first"});
  if (what.number() <= last_number_)
    return none({"bad_number",
                 std::to_string(what.number()) + " is not greater than "
                     + std::to_string(last_number_) + ", the number before",
                 "count the messages with answers of a link upwards from 1"});
  answers_proof proof{nonce_, what.number(), {}};
  for (int i = 0; i < what.answer_size(); ++i)
    proof.answers.push_back(
        digest_of(content_of(names[static_cast<std::size_t>(i)], what.answer(i))));
  if (!is_signed(proof, keys::bytes_of(*link_key_), what.signature()))
    return none({"bad_signature", "the answers' signature does not fit",
                 "sign them with the link key"});
  last_number_ = what.number();
  for (int i = 0; i < what.answer_size(); ++i)
    answer(names[static_cast<std::size_t>(i)], what.answer(i));
  pb::FromMesh part;
  part.set_received(last_number_);
  ways_.say(part);
}

void agent_session::answer(const std::string& agent, const pb::Answer& said) {
  auto* here = find(agent);
  if (here == nullptr) {
    return refuse(agent, "answer", said.id(),
                  {"not_yours", "the agent is not on this link", "say hello for it first"});
  }
  auto read_one = read(said);
  if (!read_one) {
    return refuse(agent, "answer", said.id(),
                  {"not_asked", read_one.error().detail, read_one.error().remedy});
  }
  if (here->agent->answer(read_one->id, std::move(read_one->result), said.processing_ms()))
    return;
  refuse(agent, "answer", said.id(),
         {"not_asked", "nobody waits for this answer: it was answered or withdrawn"});
}

void agent_session::progress(const pb::Progress& said) {
  const auto id = parse_message_id(said.id());
  if (auto* here = find(said.agent()); here != nullptr && id)
    here->agent->progress(*id, said.share(), said.note());
}

void agent_session::step_aside(const pb::StepAside& said) {
  if (auto* here = find(said.agent()))
    here->agent->step_aside(said.aside());
}

bool agent_session::goodbye(const pb::Goodbye& said) {
  auto line = ways_.line();
  if (!said.agent().empty()) {
    coming_.erase(said.agent());
    if (const auto found = on_it_.find(said.agent()); found != on_it_.end()) {
      found->second.agent->leave(line.get());
      on_it_.erase(found);
      ++version_;
    }
    return true;
  }
  ++version_;
  for (auto& [name, here] : std::exchange(on_it_, {}))
    here.agent->leave(line.get());
  coming_.clear();
  ways_.end({"goodbye", "as the agent wished"});
  return false;
}

void agent_session::drop(const std::string& agent, const refusal& why) {
  coming_.erase(agent);
  const auto found = on_it_.find(agent);
  if (found == on_it_.end())
    return;
  auto line = ways_.line();
  found->second.agent->detach(line.get());
  on_it_.erase(found);
  ++version_;
  refuse(agent, "hello", {}, why);
}

void agent_session::look_at_keys(const std::string& agent) {
  look_at_keys_of(
      [&](const std::string& name, const occupant&) { return agent.empty() || name == agent; });
}

void agent_session::look_at_keys_in(const scope& part) {
  look_at_keys_of([&](const std::string&, const occupant& here) {
    return part.contains(here.agent->id());
  });
}

/// Answers may come at once, and change who is here.
template <class Wanted>
void agent_session::look_at_keys_of(Wanted is_wanted) {
  std::vector<hello_claim> whom;
  for (const auto& [name, here] : on_it_)
    if (is_wanted(name, here))
      whom.push_back({name, here.key, {}});
  for (const auto& one : whom)
    ways_.admit(one, [this, name = one.agent](tl::expected<welcomed, refusal> how) {
      if (!how)
        return drop(name, how.error());
      if (!how->welcome.rotate() || !on_it_.contains(name))
        return;
      pb::FromMesh part;
      *part.add_welcome() = std::move(how->welcome);
      ways_.say(part);
    });
}

void agent_session::lost() {
  auto line = ways_.line();
  ++version_;
  for (auto& [name, here] : std::exchange(on_it_, {}))
    here.agent->detach(line.get());
  coming_.clear();
}

std::vector<std::string> agent_session::names() const {
  std::vector<std::string> all;
  for (const auto& [name, here] : on_it_)
    all.push_back(name);
  return all;
}

void agent_session::sign(pb::FromMesh& what, const keys::signing_key& key) const {
  for (auto& d : *what.mutable_deliver()) {
    const auto found = on_it_.find(d.agent());
    if (found != on_it_.end() && found->second.signed_deliveries)
      d.set_signature(std::string(keys::bytes_of(key.sign(signed_bytes(deliver_proof{
          nonce_, d.agent(), d.id(), d.verb(), d.has_data() ? d.data() : d.text()})))));
  }
}

void agent_session::refuse(const std::string& agent, const char* about, const std::string& id,
                           const refusal& why) {
  pb::FromMesh part;
  auto& r = *part.add_refused();
  r.set_agent(agent);
  r.set_about(about);
  r.set_id(id);
  r.set_code(why.code);
  r.set_detail(why.detail);
  r.set_remedy(why.remedy);
  r.set_url(why.url);
  ways_.say(part);
  ways_.note_refusal(agent, about, why);
}

std::string agent_session::meant(const std::string& agent) const {
  return agent.empty() && on_it_.size() == 1 ? on_it_.begin()->first : agent;
}

agent_session::occupant* agent_session::find(const std::string& agent) {
  const auto found = on_it_.find(meant(agent));
  return found == on_it_.end() ? nullptr : &found->second;
}

} // namespace mesh::gateway
