#include "runtime/operators/operators_book.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

#include "runtime/identity/peer_name.hpp"
#include "runtime/records/digest.hpp"

namespace mesh {

namespace {

const error bad_invite{errc::denied, "this invite is not good: it was used, or has ended",
                       "ask an admin for another: operator invite NAME"};
const error bad_key{errc::denied, "this key is not one of an operator here",
                    "use the key that you have registered, or ask an admin for an invite"};

/// Names in the audit log that are no person's.
bool is_own_name(std::string_view name) {
  return name == "console" || name == "loopback" || name == "mesh";
}

} // namespace

std::string digest_of(std::string_view secret) {
  return to_hex(storage::bytes_of(storage::sha256({secret})));
}

tl::expected<void, error> operators_book::restore(std::string_view line) {
  auto what = decode_operator(line);
  if (!what)
    return tl::unexpected(what.error());
  const std::lock_guard lock(mutex_);
  const auto name = what->name;
  all_.insert_or_assign(name, *std::move(what));
  return {};
}

/// Lines are handed over in the order of the changes; the wait for the disk holds nobody up.
tl::expected<operator_record, error> operators_book::keep(std::unique_lock<std::mutex> held,
                                                          const operator_record& what) {
  auto kept = what;
  if (keeper_ == nullptr)
    return kept;
  const auto told = std::make_shared<std::promise<tl::expected<void, error>>>();
  auto on_disk = told->get_future();
  keeper_->keep(encode_operator(what), [told](const auto& how) { told->set_value(how); });
  held.unlock();
  if (auto how = on_disk.get(); !how)
    return tl::unexpected(error{how.error().code,
                                "it counts now, but is not on the disk: " + how.error().detail,
                                how.error().remedy});
  return kept;
}

bool operators_book::anybody() const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(all_, [](const auto& one) { return one.second.enrolled; });
}

bool operators_book::expects_anybody(std::uint64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(all_, [&](const auto& entry) {
    const auto& one = entry.second;
    return one.enrolled || (one.invite && !one.revoked && now_ms < one.invite->expires_ms);
  });
}

tl::expected<operator_record, error> operators_book::invite(const std::string& name,
                                                            operator_role role,
                                                            const std::string& digest,
                                                            std::uint64_t now_ms) {
  if (auto good = identity::check_node_name(name); !good)
    return tl::unexpected(good.error());
  if (is_own_name(name))
    return tl::unexpected(error{errc::invalid_argument,
                                "the mesh itself is called " + name + " in its records",
                                "take another name"});
  std::unique_lock lock(mutex_);
  const auto found = all_.find(name);
  if (found == all_.end() && all_.size() >= most_operators)
    return tl::unexpected(error{errc::mesh_full,
                                "there are " + std::to_string(most_operators) + " operators",
                                "a name is never forgotten; take one of those revoked"});
  auto& one = found == all_.end() ? all_[name] : found->second;
  if (!one.keys.empty() && !one.revoked && one.role != role)
    return tl::unexpected(error{errc::invalid_argument,
                                name + " has the role " + std::string(to_string(one.role)),
                                "operator revoke " + name + ", and invite anew"});
  one.name = name;
  one.role = role;
  if (std::exchange(one.revoked, false))
    one.keys.clear();
  one.invite = open_invite{digest, now_ms + invite_life_ms};
  one.changed_ms = now_ms;
  return keep(std::move(lock), one);
}

const operator_record* operators_book::invited_one(const std::string& digest,
                                                   std::uint64_t now_ms) const {
  for (const auto& [name, one] : all_)
    if (one.invite && one.invite->digest == digest)
      return !one.revoked && now_ms < one.invite->expires_ms ? &one : nullptr;
  return nullptr;
}

tl::expected<operator_record, error> operators_book::invited(const std::string& digest,
                                                             std::uint64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  const auto* one = invited_one(digest, now_ms);
  if (one == nullptr)
    return tl::unexpected(bad_invite);
  return *one;
}

tl::expected<operator_record, error>
operators_book::enroll(const std::string& digest, security_key key, std::uint64_t now_ms) {
  std::unique_lock lock(mutex_);
  const auto* found = invited_one(digest, now_ms);
  if (found == nullptr)
    return tl::unexpected(bad_invite);
  if (one_with(key.id) != nullptr)
    return tl::unexpected(error{errc::already_exists, "this key is registered already",
                                "use another key, or sign in with this one"});
  auto& one = all_.at(found->name);
  if (one.keys.size() >= most_keys)
    return tl::unexpected(error{errc::mesh_full,
                                one.name + " has " + std::to_string(most_keys) + " keys",
                                "operator revoke " + one.name + ", and invite anew"});
  key.added_ms = now_ms;
  one.keys.push_back(std::move(key));
  one.invite.reset();
  one.enrolled = true;
  one.changed_ms = now_ms;
  return keep(std::move(lock), one);
}

/// Keys of those who were revoked are nobody's, and may not come back by another name.
const operator_record* operators_book::one_with(const std::string& key_id) const {
  for (const auto& [name, one] : all_)
    if (std::ranges::find(one.keys, key_id, &security_key::id) != one.keys.end())
      return &one;
  return nullptr;
}

tl::expected<std::pair<operator_record, security_key>, error>
operators_book::holder_of(const std::string& key_id) const {
  const std::lock_guard lock(mutex_);
  const auto* one = one_with(key_id);
  if (one == nullptr || one->revoked)
    return tl::unexpected(bad_key);
  return std::pair(*one, *std::ranges::find(one->keys, key_id, &security_key::id));
}

tl::expected<operator_record, error>
operators_book::used(const std::string& key_id, std::uint32_t counter, std::uint64_t now_ms) {
  std::unique_lock lock(mutex_);
  const auto* found = one_with(key_id);
  if (found == nullptr || found->revoked)
    return tl::unexpected(bad_key);
  auto& one = all_.at(found->name);
  auto& key = *std::ranges::find(one.keys, key_id, &security_key::id);
  const auto counts = counter != 0 || key.counter != 0;
  if (counts && counter <= key.counter)
    return tl::unexpected(error{errc::denied,
                                "the counter of this key went back: it may have been copied",
                                "operator revoke " + one.name + ", and invite anew"});
  key.counter = counter;
  key.used_ms = now_ms;
  return keep(std::move(lock), one);
}

tl::expected<operator_record, error> operators_book::revoke(const std::string& name,
                                                            std::uint64_t now_ms) {
  std::unique_lock lock(mutex_);
  const auto found = all_.find(name);
  if (found == all_.end())
    return tl::unexpected(
        error{errc::unknown_target, "there is no operator " + name, "see 'operator list'"});
  auto& one = found->second;
  one.invite.reset();
  one.revoked = true;
  one.changed_ms = now_ms;
  return keep(std::move(lock), one);
}

std::vector<operator_record> operators_book::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<operator_record> list;
  for (const auto& [name, one] : all_)
    list.push_back(one);
  return list;
}

std::optional<operator_record> operators_book::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(name);
  return found == all_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace mesh
