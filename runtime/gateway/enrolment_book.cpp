#include "runtime/gateway/enrolment_book.hpp"

#include <algorithm>
#include <openssl/crypto.h>

#include "config/rules.hpp"

namespace mesh::gateway {

namespace {

using identity::ed25519::public_key;

constexpr double hour_ms = 3'600'000;
constexpr double day_ms = 24 * hour_ms;
constexpr std::size_t most_capabilities = 64;

std::uint64_t in_ms(double count, double unit) {
  return static_cast<std::uint64_t>(count * unit);
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

tl::unexpected<error> wrong(std::string detail, std::string remedy) {
  return tl::unexpected(error{errc::invalid_argument, std::move(detail), std::move(remedy)});
}

tl::expected<void, error> check_order(const enroll_order& what) {
  if (!fields::label::holds(what.name) || !is_alphanumeric(what.name.front()))
    return wrong("\"" + what.name + "\" is no name of an agent",
                 "use letters, digits, '.', '_' and '-', at most 64, and begin with a letter "
                 "or digit");
  if (parse_scope(what.name))
    return wrong("\"" + what.name + "\" is an id of the mesh", "use another name");
  if (what.where.kind() == scope::level::agent)
    return wrong(to_string(what.where) + " is the place of one agent",
                 "name a sector or a cluster; the mesh finds the place");
  if (what.capabilities.size() > most_capabilities)
    return wrong(std::to_string(what.capabilities.size()) + " capabilities", "name 64 at most");
  return {};
}

tl::unexpected<refusal> refuse(std::string code, std::string detail, std::string remedy) {
  return tl::unexpected(refusal{std::move(code), std::move(detail), std::move(remedy)});
}

const std::string enroll_again = "an operator enrolls it again: mesh> agent enroll NAME";

bool same_token(const storage::digest& kept, std::string_view said) {
  const auto hash = storage::sha256({said});
  return CRYPTO_memcmp(hash.data(), kept.data(), kept.size()) == 0;
}

error out_of_order(const enrolment_record& what) {
  return {errc::store_corrupt, "\"" + std::string(to_string(what.step)) + "\" of " + what.agent
                                   + " does not follow from what was before it"};
}

enrolment_record begun(enrolment_step step, const std::string& name, std::uint64_t now_ms) {
  enrolment_record record;
  record.step = step;
  record.agent = name;
  record.at_ms = now_ms;
  return record;
}

} // namespace

enrolment_book::enrolment_book(const gateway_config& cfg) : cfg_(cfg) {}

tl::expected<const enrolment_entry*, error>
enrolment_book::must_find(const std::string& name) const {
  if (auto found = entries_.find(name); found != entries_.end())
    return &found->second;
  return tl::unexpected(error{errc::unknown_target, "no agent \"" + name + "\" is enrolled",
                              "agent list names those that are"});
}

const enrolment_entry* enrolment_book::living(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() || found->second.revoked ? nullptr : &found->second;
}

/// The newest key, for as long again as it was good.
bool enrolment_book::may_rotate(const enrolment_entry& of, const enrolment_key& key,
                                std::uint64_t now_ms) const {
  return &key == of.keys.data() && now_ms < key.until_ms + in_ms(cfg_.key_days, day_ms);
}

/// No key of it opens anything, nor ever will.
bool enrolment_book::is_over(const enrolment_entry& one, std::uint64_t now_ms) const {
  return !one.revoked && std::ranges::none_of(one.keys, [&](const enrolment_key& key) {
    return now_ms < key.until_ms || may_rotate(one, key, now_ms);
  });
}

enrolment_record enrolment_book::new_key(enrolment_step step, const std::string& name,
                                         const public_key& key, std::uint64_t now_ms) const {
  auto record = begun(step, name, now_ms);
  record.key = key;
  record.until_ms = now_ms + in_ms(cfg_.key_days, day_ms);
  if (step == enrolment_step::key_rotated)
    record.others_until_ms = now_ms + in_ms(cfg_.key_overlap_hours, hour_ms);
  return record;
}

tl::expected<invitation, error> enrolment_book::enroll(const enroll_order& what,
                                                       std::string_view token,
                                                       std::uint64_t now_ms) const {
  if (auto good = check_order(what); !good)
    return tl::unexpected(good.error());
  const auto found = entries_.find(what.name);
  if (found != entries_.end() && !is_over(found->second, now_ms))
    return tl::unexpected(
        error{errc::already_exists,
              "\"" + what.name
                  + (found->second.revoked ? "\" was revoked, and its name is not used again"
                                           : "\" is enrolled already, and has a key"),
              "use another name"});
  if (found == entries_.end() && size() >= static_cast<std::size_t>(cfg_.agents))
    return tl::unexpected(error{errc::mesh_full,
                                std::to_string(size()) + " agents are enrolled",
                                "raise gateway.agents, and start the mesh again"});
  auto record = begun(enrolment_step::invited, what.name, now_ms);
  record.cls = what.cls;
  record.capabilities = what.capabilities;
  record.where = what.where;
  record.token = storage::sha256({token});
  record.until_ms = now_ms + in_ms(cfg_.token_hours, hour_ms);
  return invitation{std::move(record), found != entries_.end()};
}

tl::expected<admission, refusal> enrolment_book::check(const std::string& name,
                                                       const public_key& key,
                                                       std::string_view token,
                                                       std::uint64_t now_ms) const {
  const auto found = entries_.find(name);
  if (found == entries_.end())
    return refuse("unknown_agent", "no agent of this name is enrolled",
                  "an operator enrolls it: mesh> agent enroll NAME");
  const auto& one = found->second;
  if (one.revoked)
    return refuse("revoked", "an operator revoked it, for ever", "enroll it by another name");
  if (one.suspended)
    return refuse("suspended", "an operator suspended it",
                  "an operator resumes it: mesh> agent resume NAME");
  if (const auto* mine = one.find(key))
    return check_key(one, *mine, now_ms);
  if (token.empty())
    return one.keys.empty()
               ? refuse("bad_token", "it has no key yet, and no token was said",
                        "say the token of its invite with the first hello")
               : refuse("unknown_key", "this is not a key of the agent",
                        "use the key that it was given at its first hello, or the newest one");
  if (!same_token(one.token, token))
    return refuse("bad_token", "this is not its token", "use the newest invite of this agent");
  if (!one.open)
    return refuse("bad_token", "another key has used this token",
                  "use that key; when it is lost, an operator revokes the agent");
  if (now_ms >= one.token_until_ms)
    return refuse("bad_token", "this token has ended", enroll_again);
  if (identity::ed25519::is_weak(key))
    return refuse("bad_key", "anybody can sign for this key", "make one at random");
  return admission{new_key(enrolment_step::key_bound, name, key, now_ms), false};
}

tl::expected<admission, refusal> enrolment_book::check_key(const enrolment_entry& one,
                                                           const enrolment_key& key,
                                                           std::uint64_t now_ms) const {
  if (now_ms < key.until_ms)
    return admission{};
  if (may_rotate(one, key, now_ms))
    return admission{std::nullopt, true};
  return refuse("unknown_key", "this key has ended",
                &key == one.keys.data() ? enroll_again : "use the newest key");
}

tl::expected<std::optional<enrolment_record>, error>
enrolment_book::placed(const std::string& name, agent_id id, std::uint64_t now_ms) const {
  const auto one = must_find(name);
  if (!one)
    return tl::unexpected(one.error());
  if ((*one)->revoked)
    return wrong("\"" + name + "\" was revoked, for ever", "enroll it by another name");
  if ((*one)->id == id)
    return std::nullopt;
  auto record = begun(enrolment_step::placed, name, now_ms);
  record.id = id;
  return record;
}

tl::expected<std::optional<enrolment_record>, refusal>
enrolment_book::rotate_key(const std::string& name, const public_key& old_key,
                           const public_key& new_one, std::uint64_t now_ms) const {
  const auto good = check(name, old_key, {}, now_ms);
  if (!good)
    return tl::unexpected(good.error());
  const auto& one = entries_.find(name)->second;
  if (one.keys.front().key == new_one)
    return std::nullopt;
  if (identity::ed25519::is_weak(new_one))
    return refuse("bad_key", "anybody can sign for this key", "make one at random");
  if (one.find(new_one))
    return refuse("bad_key", "the agent had this key before", "make a new one");
  const auto often = in_ms(std::max(cfg_.key_overlap_hours, 1.0), hour_ms);
  if (one.rotations.size() == enrolment_entry::most_rotations
      && one.rotations.front() + often > now_ms)
    return refuse("unavailable",
                  std::to_string(one.rotations.size()) + " new keys within "
                      + fields::in_words(std::max(cfg_.key_overlap_hours, 1.0)) + " h",
                  "go on with the newest key");
  return new_key(enrolment_step::key_rotated, name, new_one, now_ms);
}

tl::expected<enrolment_record, error> enrolment_book::change(const std::string& name,
                                                             enrolment_act what,
                                                             std::uint64_t now_ms) const {
  const auto found = must_find(name);
  if (!found)
    return tl::unexpected(found.error());
  const auto& one = **found;
  if (one.revoked)
    return wrong("\"" + name + "\" was revoked, for ever", "enroll it by another name");
  switch (what) {
  case enrolment_act::revoke:
    return begun(enrolment_step::revoked, name, now_ms);
  case enrolment_act::suspend:
    if (one.suspended)
      return wrong("\"" + name + "\" is suspended already", "agent resume lets it in again");
    return begun(enrolment_step::suspended, name, now_ms);
  case enrolment_act::resume:
    if (!one.suspended)
      return wrong("\"" + name + "\" is not suspended", "agent show tells its state");
    return begun(enrolment_step::resumed, name, now_ms);
  case enrolment_act::rotate:
    break;
  }
  if (one.keys.empty())
    return wrong("\"" + name + "\" has no key yet", "it makes one when it first comes");
  if (one.suspended)
    return wrong("\"" + name + "\" is suspended", "resume it first: agent resume");
  return begun(enrolment_step::rotation_wanted, name, now_ms);
}

std::uint64_t enrolment_book::key_left_ms(const std::string& name, const public_key& key,
                                          std::uint64_t now_ms) const {
  const auto* one = living(name);
  const auto* mine = one ? one->find(key) : nullptr;
  return mine && now_ms < mine->until_ms ? mine->until_ms - now_ms : 0;
}

bool enrolment_book::wants_rotation(const std::string& name, const public_key& key,
                                    std::uint64_t now_ms) const {
  const auto* one = living(name);
  const auto* mine = one ? one->find(key) : nullptr;
  return mine
         && (one->rotation_wanted
             || now_ms + in_ms(cfg_.key_warning_days, day_ms) >= mine->until_ms);
}

tl::expected<void, error> enrolment_book::apply(const enrolment_record& what) {
  const auto found = entries_.find(what.agent);
  if (what.step != enrolment_step::invited && found == entries_.end())
    return tl::unexpected(out_of_order(what));
  auto& one = found == entries_.end() ? entries_[what.agent] : found->second;
  const auto from = one.id;
  if (!one.apply(what, static_cast<std::size_t>(cfg_.history)))
    return tl::unexpected(out_of_order(what));
  if (from != one.id)
    move(what.agent, from, one.id);
  return {};
}

void enrolment_book::move(const std::string& name, std::optional<agent_id> from,
                          std::optional<agent_id> to) {
  if (from)
    names_.erase(*from);
  if (!to)
    return;
  // The place was another's, who has left it: ids are taken again (T5).
  if (auto before = names_.find(*to); before != names_.end())
    entries_[before->second].id.reset();
  names_[*to] = name;
}

const enrolment_entry* enrolment_book::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<enrolled_agent> enrolment_book::enrolled(std::uint64_t now_ms) const {
  std::vector<enrolled_agent> all;
  all.reserve(entries_.size());
  for (const auto& [name, one] : entries_)
    all.push_back(one.view(name, now_ms));
  return all;
}

tl::expected<enrolled_agent, error> enrolment_book::find(const std::string& name,
                                                         std::uint64_t now_ms) const {
  return must_find(name).map([&](const enrolment_entry* one) {
    auto seen = one->view(name, now_ms);
    seen.history.assign(one->history.begin(), one->history.end());
    return seen;
  });
}

std::optional<std::string> enrolment_book::name_of(agent_id id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace mesh::gateway
