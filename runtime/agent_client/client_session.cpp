#include "runtime/agent_client/client_session.hpp"

#include <utility>

#include "messages/conflict.hpp"
#include "runtime/gateway/link_signatures.hpp"

namespace mesh::agent_client {

namespace {

using gateway::answers_proof;
using gateway::deliver_proof;
using gateway::hello_proof;
using gateway::rotate_proof;

constexpr auto remembered_for = std::chrono::hours(1);
constexpr std::size_t most_remembered = 10'000;
constexpr auto binding = "tls-server-end-point";

/// A delivery with all its texts: jobs only refer to them.
struct kept_job {
  pb::Deliver from;
  job what;
};

pb::Answer answer_of(const std::string& agent, message_id id, work_result result, double ms) {
  pb::Answer a;
  a.set_agent(agent);
  a.set_id(to_string(id));
  a.set_processing_ms(ms);
  if (result.failure != errc::none) {
    a.set_failure(result.detail.empty() ? std::string(name_of(result.failure)) : result.detail);
    return a;
  }
  a.set_state(static_cast<std::int32_t>(result.state));
  if (result.state == trinary::conflict) {
    a.set_expected(result.detail);
    a.set_received(result.value);
    if (const auto& found = result.found) {
      a.set_conflict_type(std::string(to_string(found->type)));
      a.set_depth(found->depth);
      a.set_affected_agents(found->affected_agents);
      for (const auto& one : found->evidence.needed_capabilities)
        a.add_needed_capabilities(one);
    }
  } else {
    a.set_value(result.value);
  }
  for (auto& p : result.posts) {
    auto& post = *a.add_post();
    post.set_to(to_string(p.to));
    post.set_text(std::move(p.payload));
  }
  return a;
}

/// Of this process alone.
std::string some_instance() {
  auto key = keys::signing_key::make();
  return key ? keys::fingerprint(key->shared()).substr(0, 16) : std::string();
}

bool is_final(const std::string& code) {
  return code == "unknown_agent" || code == "bad_token" || code == "unknown_key"
         || code == "bad_signature" || code == "binding_refused" || code == "revoked"
         || code == "replaced";
}

} // namespace

client_session::client_session(agent_credentials& who, bool signed_deliveries, ways out)
    : who_(who),
      signed_deliveries_(signed_deliveries),
      out_(std::move(out)),
      instance_(some_instance()),
      rate_(1, 1, out_.now()) {}

void client_session::linked(std::string bound) {
  bound_ = std::move(bound);
  come_back_ms_ = 0;
  sent_to_.reset();
}

void client_session::lost() {
  nonce_.clear();
  welcome_ = turned_away_ = tries_next_ = false;
  number_ = 0;
  next_.Clear();
  std::vector<pb::Answer> again;
  for (auto& [number, answers] : std::exchange(unreceived_, {}))
    std::ranges::move(answers, std::back_inserter(again));
  unsaid_.insert(unsaid_.begin(), std::make_move_iterator(again.begin()),
                 std::make_move_iterator(again.end()));
}

std::string client_session::sign(std::string_view bytes) const {
  return std::string(keys::bytes_of(link_key_->sign(bytes)));
}

void client_session::hello() {
  link_key_ = tries_next_ ? *who_.next_key : who_.key;
  link_public_ = std::string(keys::bytes_of(link_key_->shared()));
  auto& h = *next_.add_hello();
  h.set_agent(who_.agent);
  h.set_key(link_public_);
  h.set_token(who_.token);
  h.set_binding(binding);
  h.set_client("mesh-agent-cpp/0.1.0");
  h.set_signed_deliveries(signed_deliveries_);
  h.set_instance(instance_);
  h.set_signature(sign(signed_bytes(hello_proof{nonce_, binding, bound_, who_.agent, {}})));
}

void client_session::heard(const pb::FromMesh& what) {
  if (what.has_challenge()) {
    const auto& c = what.challenge();
    nonce_ = c.nonce();
    mesh_key_ = c.mesh_key();
    message_bytes_ = c.message_bytes();
    rate_ = {c.messages_per_s() > 0 ? c.messages_per_s() : 1e9, 1, out_.now()};
    hello();
  }
  for (const auto& w : what.welcome()) {
    if (std::exchange(tries_next_, false))
      rotated();
    if (!std::exchange(welcome_, true))
      out_.log("welcome as " + w.id() + ", class " + w.agent_class());
    if (!std::exchange(who_.token, {}).empty() && !out_.keep_new_key())
      out_.log("the credentials could not be kept; the token in them is used up");
    freeze(w.frozen());
    if (w.rotate())
      rotate();
  }
  for (const auto& r : what.refused())
    refuse(r);
  if (what.rotated_size() > 0)
    rotated();
  for (const auto& f : what.freeze())
    freeze(f.frozen());
  for (const auto& w : what.withdraw())
    withdraw(w);
  for (const auto& d : what.deliver())
    deliver(d);
  if (what.received() > 0)
    unreceived_.erase(unreceived_.begin(), unreceived_.upper_bound(what.received()));
  if (what.has_pulse())
    *next_.mutable_pulse() = what.pulse();
  if (what.has_goodbye()) {
    come_back_ms_ = what.goodbye().come_back_ms();
    out_.log("the mesh says goodbye: " + what.goodbye().code() + ", "
             + what.goodbye().detail());
  }
}

void client_session::deliver(const pb::Deliver& what) {
  const auto id = parse_message_id(what.id());
  if (!id)
    return out_.log("a delivery without an id was left out");
  const auto& payload = what.has_data() ? what.data() : what.text();
  if (signed_deliveries_
      && !is_signed(deliver_proof{nonce_, what.agent(), what.id(), what.verb(), payload},
                    mesh_key_, what.signature()))
    return out_.log(what.id() + " is not signed by the mesh, and was left out");
  forget_old();
  if (const auto before = memory_.find(*id); before != memory_.end()) {
    if (!is_being_said(what.id()))
      unsaid_.push_back(before->second.answer);
    return;
  }
  if (const auto at_work = running_.find(*id); at_work != running_.end()) {
    at_work->second.wanted = true;
    return;
  }
  if (frozen_)
    held_.insert_or_assign(*id, what);
  else
    begin(what, *id);
}

/// Whether an answer is on its way, or will be.
bool client_session::is_being_said(const std::string& id) const {
  const auto is = [&](const pb::Answer& a) {
    return a.id() == id;
  };
  return std::ranges::any_of(unsaid_, is)
         || std::ranges::any_of(unreceived_, [&](const auto& said) {
              return std::ranges::any_of(said.second, is);
            });
}

void client_session::freeze(bool frozen) {
  frozen_ = frozen;
  if (!frozen)
    for (auto& [id, what] : std::exchange(held_, {}))
      begin(what, id);
}

void client_session::begin(const pb::Deliver& what, message_id id) {
  const auto run = ++runs_;
  running_[id] = {out_.now(), run};
  auto kept = std::make_shared<kept_job>();
  kept->from = what;
  auto& j = kept->what;
  j.id = id;
  j.source = kept->from.source();
  j.correlation = parse_message_id(what.correlation()).value_or(message_id{});
  j.causation = parse_message_id(what.causation()).value_or(message_id{});
  j.lamport = what.lamport();
  j.verb = kept->from.verb();
  j.payload = kept->from.has_data() ? kept->from.data() : kept->from.text();
  j.owner = kept;
  j.payload_weight = what.payload_weight();
  j.queue_depth = static_cast<int>(what.queue_depth());
  j.time_left = from_ms(what.time_left_ms());
  j.attempt = static_cast<std::uint8_t>(std::min<std::uint32_t>(what.attempt(), UINT8_MAX));
  auto given = j;
  kept->what.owner = nullptr; // it does not keep itself
  out_.work(given, run);
}

void client_session::withdraw(const pb::Withdraw& what) {
  const auto id = parse_message_id(what.id());
  if (!id)
    return;
  held_.erase(*id);
  const auto found = running_.find(*id);
  if (found == running_.end())
    return;
  if (out_.cancel(*id))
    running_.erase(found); // it begins anew when it is asked again
  else
    found->second.wanted = false;
}

void client_session::progressed(message_id what, double share, const std::string& note) {
  if (!welcome_ || !running_.contains(what) || !rate_.take(1, out_.now()))
    return;
  auto& p = *next_.add_progress();
  p.set_agent(who_.agent);
  p.set_id(to_string(what));
  p.set_share(share);
  p.set_note(note);
}

void client_session::finished(message_id what, std::uint64_t run, work_result result) {
  const auto found = running_.find(what);
  if (found == running_.end() || found->second.run != run)
    return;
  const auto at_work = found->second;
  running_.erase(found);
  const auto moment = out_.now();
  auto answer = answer_of(who_.agent, what, std::move(result), to_ms(moment - at_work.since));
  constexpr std::size_t around_it = 1'024; // of the message that carries it
  if (const auto bytes = answer.ByteSizeLong();
      message_bytes_ > 0 && bytes + around_it > message_bytes_)
    answer = answer_of(
        who_.agent, what,
        work_result::failed(errc::payload_too_large, "the answer has " + std::to_string(bytes)
                                                         + " bytes, more than the link takes"),
        to_ms(moment - at_work.since));
  memory_.insert_or_assign(what, answered{answer, moment});
  memory_order_.push_back(what);
  if (at_work.wanted)
    unsaid_.push_back(std::move(answer));
}

void client_session::forget_old() {
  const auto old = out_.now() - remembered_for;
  while (!memory_order_.empty()) {
    const auto found = memory_.find(memory_order_.front());
    if (found != memory_.end() && found->second.at > old
        && memory_order_.size() <= most_remembered)
      return;
    if (found != memory_.end())
      memory_.erase(found);
    memory_order_.pop_front();
  }
}

void client_session::refuse(const pb::Refused& what) {
  const auto text = what.about() + (what.id().empty() ? "" : " " + what.id())
                    + " refused: " + what.code() + ", " + what.detail()
                    + (what.remedy().empty() ? "" : " (" + what.remedy() + ")");
  out_.log(text);
  if (what.about() != "hello")
    return;
  if (what.code() == "unknown_key" && who_.next_key && !std::exchange(tries_next_, true)) {
    hello(); // the mesh may know the new one already
  } else if (what.code() == "elsewhere")
    sent_to_ = what.url();
  else if (is_final(what.code()))
    refused_ = error{errc::denied, what.code() + ": " + what.detail(), what.remedy()};
  else
    turned_away_ = true;
}

/// The new key is on the disk before the mesh hears of it: whichever of the two it knows
/// then, the agent has it.
void client_session::rotate() {
  if (!who_.next_key) {
    auto made = keys::signing_key::make();
    if (!made)
      return out_.log("no new key: " + to_string(made.error()));
    who_.next_key = std::move(*made);
    if (!out_.keep_new_key()) {
      who_.next_key.reset();
      return out_.log("the new key could not be kept; the old one stays");
    }
  }
  const std::string key(keys::bytes_of(who_.next_key->shared()));
  const auto bytes = signed_bytes(rotate_proof{nonce_, who_.agent, key});
  auto& r = *next_.add_rotate();
  r.set_agent(who_.agent);
  r.set_key(key);
  r.set_signature(std::string(keys::bytes_of(who_.key.sign(bytes))));
  r.set_new_signature(std::string(keys::bytes_of(who_.next_key->sign(bytes))));
}

void client_session::rotated() {
  if (!who_.next_key)
    return;
  who_.key = *std::exchange(who_.next_key, std::nullopt);
  if (out_.keep_new_key())
    out_.log("the agent has a new key");
  // Answers of this link are signed by the key of its hello, as before.
}

void client_session::step_aside() {
  next_.add_step_aside()->set_aside(true);
}

void client_session::goodbye() {
  next_.add_goodbye();
}

/// As many answers as the link takes at once, signed together.
void client_session::add_answers() {
  std::vector<pb::Answer> said;
  std::size_t bytes = next_.ByteSizeLong();
  std::size_t many = 0;
  for (; many < unsaid_.size(); ++many) {
    constexpr std::size_t in_json = 2; // about so many times as large as in Protobuf
    bytes += in_json * unsaid_[many].ByteSizeLong();
    if ((many > 0 && message_bytes_ > 0 && bytes > message_bytes_)
        || !rate_.take(1, out_.now()))
      break;
    said.push_back(unsaid_[many]);
  }
  if (said.empty())
    return;
  unsaid_.erase(unsaid_.begin(), unsaid_.begin() + static_cast<std::ptrdiff_t>(many));
  answers_proof proof{nonce_, ++number_, {}};
  for (const auto& a : said) {
    proof.answers.push_back(gateway::digest_of(gateway::content_of(a.agent(), a)));
    *next_.add_answer() = a;
  }
  next_.set_number(number_);
  next_.set_signature(sign(signed_bytes(proof)));
  unreceived_.emplace(number_, std::move(said));
}

std::optional<pb::FromAgent> client_session::take() {
  if (nonce_.empty())
    return std::nullopt;
  if (welcome_ && !unsaid_.empty() && rate_.take(1, out_.now()))
    add_answers();
  pb::FromAgent out;
  out.Swap(&next_);
  return out.ByteSizeLong() == 0 ? std::nullopt : std::optional(std::move(out));
}

} // namespace mesh::agent_client
