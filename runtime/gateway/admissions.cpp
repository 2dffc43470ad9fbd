#include "runtime/gateway/admissions.hpp"

#include <cinttypes>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace mesh::gateway {

namespace {

constexpr std::size_t most_at_once = 256;

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
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(whom), std::move(then), {}});
  }
  boost::asio::post(worker_, [this] { let_in_waiting(); });
}

std::vector<admissions::newcomer> admissions::take_waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<newcomer> taken;
  std::set<std::string> names;
  while (taken.size() < most_at_once && !waiting_.empty()
         && names.insert(waiting_.front().whom.agent).second) {
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken;
}

void admissions::refuse(newcomer& whom, const refusal& why) {
  whom.as.reset();
  std::exchange(whom.then, {})(refused(why));
}

void admissions::let_in_waiting() {
  auto all = take_waiting();
  if (all.empty())
    return; // they came in with others
  bind(all);
  place(all);
}

void admissions::bind(std::vector<newcomer>& all) {
  std::vector<hello_claim> claims;
  claims.reserve(all.size());
  for (const auto& one : all)
    claims.push_back(one.whom);
  const auto bound = desk_.bind(claims, now_ms());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!bound[i]) {
      refuse(all[i], bound[i].error());
      continue;
    }
    if (auto as = desk_.check(all[i].whom, now_ms()); as)
      all[i].as = *std::move(as);
    else
      refuse(all[i], as.error());
  }
}

tl::expected<std::vector<agent_id>, refusal>
admissions::grow(const enrolment_desk::standing& as, std::size_t count) {
  grow_order wanted;
  wanted.agents = static_cast<int>(count);
  wanted.cls = as.cls;
  wanted.where = as.where;
  wanted.linked = true;
  wanted.capabilities = as.capabilities;
  auto grown = mesh_.grow(wanted);
  if (grown.failure.code == errc::none)
    return std::move(grown.whom);
  if (count > 1) // there may be room for one less
    return grow(as, count / 2);
  return tl::unexpected(unavailable(grown.failure));
}

void admissions::place(std::vector<newcomer>& all) {
  using kind = std::tuple<agent_class, std::string, std::vector<std::string>>;
  std::map<kind, std::vector<newcomer*>> homeless; // of a kind they come together
  for (auto& one : all) {
    if (!one.as)
      continue;
    if (one.as->id && is_at(one.whom.agent, *one.as->id))
      one.then(welcome(one.whom.agent, *one.as->id, *one.as));
    else
      homeless[{one.as->cls, to_string(one.as->where), one.as->capabilities}].push_back(&one);
  }
  for (auto& [like, these] : homeless)
    for (std::size_t placed = 0; placed < these.size();) {
      const auto ids = grow(*these[placed]->as, these.size() - placed);
      if (!ids) {
        refuse(*these[placed++], ids.error());
        continue;
      }
      std::vector<std::pair<std::string, agent_id>> places;
      for (std::size_t i = 0; i < ids->size(); ++i)
        places.emplace_back(these[placed + i]->whom.agent, (*ids)[i]);
      const auto kept = desk_.placed(places, now_ms());
      for (const auto& [agent, id] : places) {
        auto& one = *these[placed++];
        if (kept) {
          spdlog::info("gateway: {} has joined as {}", agent, to_string(id));
          one.then(welcome(agent, id, *one.as));
        } else {
          mesh_.drain({id});
          refuse(one, unavailable(kept.error()));
        }
      }
    }
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
