#include "runtime/gateway/enrolment_entry.hpp"

#include <algorithm>

namespace mesh::gateway {

namespace {

std::string detail_of(const enrolment_record& what) {
  switch (what.step) {
  case enrolment_step::invited:
    return std::string(to_string(what.cls)) + " in " + to_string(what.where);
  case enrolment_step::key_bound:
  case enrolment_step::key_rotated:
    return identity::ed25519::fingerprint(what.key);
  case enrolment_step::placed:
    return to_string(what.id);
  default:
    return {};
  }
}

} // namespace

bool enrolment_entry::apply(const enrolment_record& what, std::size_t most_moments) {
  if (revoked || !follow(what))
    return false;
  history.push_back({what.at_ms, std::string(to_string(what.step)), detail_of(what)});
  if (history.size() > most_moments)
    history.pop_front();
  return true;
}

bool enrolment_entry::follow(const enrolment_record& what) {
  switch (what.step) {
  case enrolment_step::invited:
    invite(what);
    return true;
  case enrolment_step::key_bound:
    if (!open)
      return false;
    open = false;
    keys = {{what.key, what.at_ms, what.until_ms}};
    return true;
  case enrolment_step::key_rotated:
    if (keys.empty())
      return false;
    rotate(what);
    return true;
  case enrolment_step::placed:
    id = what.id;
    return true;
  case enrolment_step::rotation_wanted:
    rotation_wanted = true;
    return true;
  case enrolment_step::suspended:
  case enrolment_step::resumed:
    suspended = what.step == enrolment_step::suspended;
    return true;
  case enrolment_step::revoked:
    revoked = true;
    keys.clear();
    id.reset();
    return true;
  }
  return false;
}

void enrolment_entry::invite(const enrolment_record& what) {
  cls = what.cls;
  capabilities = what.capabilities;
  where = what.where;
  token = what.token;
  token_until_ms = what.until_ms;
  open = true;
  rotation_wanted = false;
  keys.clear();
}

void enrolment_entry::rotate(const enrolment_record& what) {
  for (auto& one : keys)
    one.until_ms = std::min(one.until_ms, what.others_until_ms);
  std::erase_if(keys, [&](const enrolment_key& one) { return one.until_ms <= what.at_ms; });
  keys.insert(keys.begin(), {what.key, what.at_ms, what.until_ms});
  rotation_wanted = false;
  rotations.push_back(what.at_ms);
  if (rotations.size() > most_rotations)
    rotations.pop_front();
}

const enrolment_key* enrolment_entry::find(const identity::ed25519::public_key& key) const {
  const auto found = std::ranges::find(keys, key, &enrolment_key::key);
  return found == keys.end() ? nullptr : &*found;
}

enrolment_state enrolment_entry::state() const {
  if (revoked)
    return enrolment_state::revoked;
  if (suspended)
    return enrolment_state::suspended;
  return open ? enrolment_state::invited : enrolment_state::enrolled;
}

enrolled_agent enrolment_entry::view(const std::string& name, std::uint64_t now_ms) const {
  enrolled_agent seen;
  seen.name = name;
  seen.id = id;
  seen.cls = cls;
  seen.capabilities = capabilities;
  seen.where = where;
  seen.state = state();
  for (const auto& one : keys)
    if (now_ms < one.until_ms)
      seen.keys.push_back(
          {identity::ed25519::fingerprint(one.key), one.since_ms, one.until_ms});
  return seen;
}

} // namespace mesh::gateway
