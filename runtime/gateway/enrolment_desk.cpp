#include "runtime/gateway/enrolment_desk.hpp"

#include <spdlog/spdlog.h>

#include "runtime/identity/secret_token.hpp"

namespace mesh::gateway {

namespace {

constexpr double ms_per_s = 1'000;

refusal unavailable(const error& why) {
  return {"unavailable", why.detail, why.remedy};
}

} // namespace

tl::expected<std::unique_ptr<enrolment_desk>, error>
enrolment_desk::open(const std::filesystem::path& folder, const gateway_config& cfg) {
  std::unique_ptr<enrolment_desk> made(new enrolment_desk(cfg));
  auto log = enrolment_log::open(folder, made->book_);
  if (!log)
    return tl::unexpected(log.error());
  made->log_ = std::move(*log);
  if (const auto cut = made->log_->dropped(); !cut.empty())
    spdlog::warn("gateway: {}", cut);
  return made;
}

/// It counts once it is on the disk.
tl::expected<void, error> enrolment_desk::keep(std::span<const enrolment_record> all) {
  if (auto written = log_->append({all.begin(), all.end()}); !written)
    return written;
  const std::lock_guard lock(mutex_);
  for (const auto& one : all)
    if (auto applied = book_.apply(one); !applied)
      return applied;
  return {};
}

tl::expected<agent_invite, error> enrolment_desk::enroll(const enroll_order& what,
                                                         std::uint64_t now_ms) {
  auto token = identity::secret_token();
  if (!token)
    return tl::unexpected(token.error());
  const std::lock_guard lock(writing_);
  auto made = ask([&](const auto& book) { return book.enroll(what, *token, now_ms); });
  if (!made)
    return tl::unexpected(made.error());
  if (auto kept = keep(made->record); !kept)
    return tl::unexpected(kept.error());
  agent_invite invite;
  invite.agent = what.name;
  invite.token = std::move(*token);
  invite.expires_ms = made->record.until_ms;
  return invite;
}

tl::expected<enrolment_desk::standing, refusal>
enrolment_desk::check(const hello_claim& whom, std::uint64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  auto good = book_.check(whom.agent, whom.key, whom.token, now_ms);
  if (!good)
    return tl::unexpected(good.error());
  const auto& known = *book_.entry(whom.agent);
  standing as;
  as.cls = known.cls;
  as.capabilities = known.capabilities;
  as.where = known.where;
  as.id = known.id;
  as.binds = good->first.has_value();
  as.key_left_s =
      static_cast<double>(book_.key_left_ms(whom.agent, whom.key, now_ms)) / ms_per_s;
  as.rotate = book_.wants_rotation(whom.agent, whom.key, now_ms);
  as.only_rotation = good->only_rotation;
  return as;
}

std::vector<tl::expected<void, refusal>>
enrolment_desk::bind(const std::vector<hello_claim>& all, std::uint64_t now_ms) {
  const std::lock_guard lock(writing_);
  std::vector<tl::expected<void, refusal>> answers(all.size());
  std::vector<enrolment_record> records;
  std::vector<std::size_t> whose;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto good = ask([&](const auto& book) {
      return book.check(all[i].agent, all[i].key, all[i].token, now_ms);
    });
    if (!good) {
      answers[i] = tl::unexpected(good.error());
    } else if (good->first) {
      records.push_back(*std::move(good->first));
      whose.push_back(i);
    }
  }
  if (records.empty())
    return answers;
  if (auto kept = keep(records); !kept)
    for (auto i : whose)
      answers[i] = tl::unexpected(unavailable(kept.error()));
  return answers;
}

tl::expected<void, error>
enrolment_desk::placed(const std::vector<std::pair<std::string, agent_id>>& all,
                       std::uint64_t now_ms) {
  const std::lock_guard lock(writing_);
  std::vector<enrolment_record> records;
  for (const auto& [agent, where] : all) {
    auto record = ask([&, &agent = agent, &where = where](const auto& book) {
      return book.placed(agent, where, now_ms);
    });
    if (!record)
      return tl::unexpected(record.error());
    if (*record)
      records.push_back(**std::move(record));
  }
  return records.empty() ? tl::expected<void, error>() : keep(records);
}

std::string enrolment_desk::name_at(agent_id where) const {
  return ask([&](const auto& book) { return book.name_of(where).value_or(std::string()); });
}

tl::expected<pb::Rotated, refusal> enrolment_desk::rotate(const std::string& agent,
                                                          const keys::public_key& old_key,
                                                          const keys::public_key& new_key,
                                                          std::uint64_t now_ms) {
  const std::lock_guard lock(writing_);
  auto record =
      ask([&](const auto& book) { return book.rotate_key(agent, old_key, new_key, now_ms); });
  if (!record)
    return tl::unexpected(record.error());
  if (*record)
    if (auto kept = keep(**record); !kept)
      return tl::unexpected(unavailable(kept.error()));
  const auto left_s = [&](const keys::public_key& key) {
    return ask([&](const auto& book) {
             return static_cast<double>(book.key_left_ms(agent, key, now_ms));
           })
           / ms_per_s;
  };
  pb::Rotated done;
  done.set_agent(agent);
  done.set_old_key_left_s(left_s(old_key));
  done.set_key_left_s(left_s(new_key));
  return done;
}

tl::expected<void, error> enrolment_desk::change(const std::string& agent, enrolment_act what,
                                                 std::uint64_t now_ms) {
  const std::lock_guard lock(writing_);
  auto record = ask([&](const auto& book) { return book.change(agent, what, now_ms); });
  if (!record)
    return tl::unexpected(record.error());
  return keep(*record);
}

std::vector<enrolled_agent> enrolment_desk::enrolled(std::uint64_t now_ms) const {
  return ask([&](const auto& book) { return book.enrolled(now_ms); });
}

tl::expected<enrolled_agent, error> enrolment_desk::find(const std::string& agent,
                                                         std::uint64_t now_ms) const {
  return ask([&](const auto& book) { return book.find(agent, now_ms); });
}

} // namespace mesh::gateway
