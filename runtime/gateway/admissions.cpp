#include "runtime/gateway/admissions.hpp"

#include <cinttypes>
#include <cstdio>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "actors/work/linked/linked_agents.hpp"

namespace mesh::gateway {

namespace {

refusal unavailable(const error& why) {
  return {"unavailable", to_string(why), why.remedy};
}

} // namespace

admissions::admissions(local_mesh& mesh, enrolment_desk& desk, poster to_links)
    : mesh_(mesh), desk_(desk), to_links_(std::move(to_links)) {}

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

void admissions::admit(const hello_claim& whom, session_ways::admitted then) {
  auto as = desk_.check(whom, now_ms());
  if (!as)
    return then(tl::unexpected(as.error()));
  if (!as->binds && as->id && is_at(whom.agent, *as->id))
    return then(welcome(whom.agent, *as->id, *as));
  boost::asio::post(worker_, [this, whom, then = std::move(then)] {
    auto how = std::make_shared<answer>(let_in(whom));
    to_links_([how, then] { then(std::move(*how)); });
  });
}

admissions::answer admissions::let_in(const hello_claim& whom) {
  auto as = desk_.check(whom, now_ms()); // it may have changed while this waited
  if (as && as->binds)
    if (auto bound = desk_.bind(whom, now_ms()); !bound)
      return tl::unexpected(bound.error());
  if (as && as->binds)
    as = desk_.check(whom, now_ms());
  if (!as)
    return tl::unexpected(as.error());
  if (as->id && is_at(whom.agent, *as->id))
    return welcome(whom.agent, *as->id, *as);
  auto id = place(whom.agent, *as);
  if (!id)
    return tl::unexpected(id.error());
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

welcomed admissions::welcome(const std::string& agent, agent_id place,
                             const enrolment_desk::standing& as) const {
  welcomed in{mesh_.linked().of(place), {}, false};
  const auto who = mesh_.who().identity(place);
  in.welcome.set_agent(agent);
  in.welcome.set_id(to_string(place));
  in.welcome.set_agent_class(std::string(to_string(who.cls)));
  for (const auto& name : mesh_.who().capabilities().names_in(who.capabilities))
    in.welcome.add_capabilities(name);
  const auto context = mesh_.context();
  in.welcome.set_context(context->text);
  std::array<char, 17> hash{};
  std::snprintf(hash.data(), hash.size(), "%016" PRIx64, context->hash);
  in.welcome.set_context_hash(hash.data());
  in.welcome.set_key_left_s(as.key_left_s);
  in.welcome.set_rotate(as.rotate);
  in.only_rotation = as.only_rotation;
  in.welcome.set_frozen(in.agent->frozen());
  return in;
}

void admissions::rotate(const std::string& agent, const keys::public_key& old_key,
                        const keys::public_key& new_key, session_ways::rotated then) {
  boost::asio::post(worker_, [=, this, then = std::move(then)] {
    auto how = std::make_shared<tl::expected<pb::Rotated, refusal>>(
        desk_.rotate(agent, old_key, new_key, now_ms()));
    to_links_([how, then] { then(std::move(*how)); });
  });
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
