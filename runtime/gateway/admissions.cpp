#include "runtime/gateway/admissions.hpp"

#include <cinttypes>
#include <cstdio>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace mesh::gateway {

namespace {

refusal unavailable(const error& why) {
  return {"unavailable", to_string(why), why.remedy};
}

admission_answer refused(const refusal& why) {
  return {why.code, why.detail, why.remedy, why.url};
}

} // namespace

admissions::admissions(local_mesh& mesh, enrolment_desk& desk) : mesh_(mesh), desk_(desk) {}

admissions::~admissions() {
  worker_.join();
}

std::uint64_t admissions::now_ms() const {
  return mesh_.wall_ms();
}

bool admissions::is_at(const std::string& agent, agent_id place) const {
  return mesh_.who().of(place) != membership::absent && mesh_.who().identity(place).linked
         && desk_.name_at(place) == agent;
}

void admissions::ask(admission_question question, std::function<void(admission_answer)> then) {
  if (!question.new_key.empty()) {
    boost::asio::post(worker_, [this, question = std::move(question), then = std::move(then)] {
      then(rotate(question));
    });
    return;
  }
  const auto key = keys::key_in(question.key);
  if (!key)
    return then(refused({"bad_signature", "that is no Ed25519 public key of 32 bytes"}));
  hello_claim whom{std::move(question.agent), *key, std::move(question.token)};
  const auto as = desk_.check(whom, now_ms());
  if (!as)
    return then(refused(as.error()));
  if (!as->binds && as->id && is_at(whom.agent, *as->id))
    return then(welcome(whom.agent, *as->id, *as));
  boost::asio::post(
      worker_, [this, whom = std::move(whom), then = std::move(then)] { then(let_in(whom)); });
}

admission_answer admissions::let_in(const hello_claim& whom) {
  auto as = desk_.check(whom, now_ms()); // it may have changed while this waited
  if (as && as->binds)
    if (auto bound = desk_.bind(whom, now_ms()); !bound)
      return refused(bound.error());
  if (as && as->binds)
    as = desk_.check(whom, now_ms());
  if (!as)
    return refused(as.error());
  if (as->id && is_at(whom.agent, *as->id))
    return welcome(whom.agent, *as->id, *as);
  auto id = place(whom.agent, *as);
  if (!id)
    return refused(id.error());
  return welcome(whom.agent, *id, *as);
}

tl::expected<agent_id, refusal> admissions::place(const std::string& agent,
                                                  const enrolment_desk::standing& as) {
  grow_order wanted;
  wanted.cls = as.cls;
  wanted.where = as.where;
  wanted.linked = true;
  wanted.capabilities = as.capabilities;
  auto grown = mesh_.grow(wanted);
  if (grown.failure.code != errc::none)
    return tl::unexpected(unavailable(grown.failure));
  const auto id = grown.whom.front();
  if (auto kept = desk_.placed(agent, id, now_ms()); !kept) {
    mesh_.drain({id});
    return tl::unexpected(unavailable(kept.error()));
  }
  spdlog::info("gateway: {} has joined as {}", agent, to_string(id));
  return id;
}

admission_answer admissions::welcome(const std::string& agent, agent_id place,
                                     const enrolment_desk::standing& as) const {
  const auto who = mesh_.who().identity(place);
  pb::Welcome said;
  said.set_agent(agent);
  said.set_id(to_string(place));
  said.set_agent_class(std::string(to_string(who.cls)));
  for (const auto& name : mesh_.who().capabilities().names_in(who.capabilities))
    said.add_capabilities(name);
  const auto context = mesh_.context();
  said.set_context(context->text);
  std::array<char, 17> hash{};
  std::snprintf(hash.data(), hash.size(), "%016" PRIx64, context->hash);
  said.set_context_hash(hash.data());
  said.set_key_left_s(as.key_left_s);
  said.set_rotate(as.rotate);
  admission_answer in;
  in.place = place;
  in.only_rotation = as.only_rotation;
  in.said = said.SerializeAsString();
  return in;
}

admission_answer admissions::rotate(const admission_question& what) {
  const auto old_key = keys::key_in(what.key);
  const auto new_key = keys::key_in(what.new_key);
  if (!old_key || !new_key)
    return refused({"bad_signature", "that is no Ed25519 public key of 32 bytes"});
  const auto done = desk_.rotate(what.agent, *old_key, *new_key, now_ms());
  if (!done)
    return refused(done.error());
  admission_answer in;
  in.said = done->SerializeAsString();
  return in;
}

void admissions::remove(agent_id whom) {
  boost::asio::post(worker_, [this, whom] {
    if (mesh_.who().of(whom) == membership::absent || !mesh_.who().identity(whom).linked)
      return;
    if (auto left = mesh_.drain({whom}); left.failure.code != errc::none)
      spdlog::warn("gateway: {} stays in the mesh: {}", to_string(whom),
                   to_string(left.failure));
  });
}

} // namespace mesh::gateway
