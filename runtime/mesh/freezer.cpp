#include "runtime/mesh/freezer.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "runtime/mesh/local_mesh.hpp"

namespace mesh {

namespace {

void count_messages(const std::vector<frozen_agent>& agents, freeze_result& into) {
  for (const auto& agent : agents) {
    into.in_hand += agent.in_hand ? 1 : 0;
    into.waiting += static_cast<std::uint32_t>(agent.waiting.size());
  }
}

/// While an order is carried out, which may run the clerk on this very thread.
class busy_while {
public:
  explicit busy_while(std::atomic<bool>& busy) : busy_(busy) { busy_ = true; }
  ~busy_while() { busy_ = false; }
  busy_while(const busy_while&) = delete;
  busy_while& operator=(const busy_while&) = delete;

private:
  std::atomic<bool>& busy_;
};

/// Whether some agents may have done as they were told although nobody could
/// say so.
bool may_be_half_done(const error& failure) {
  return failure.code == errc::agent_down || failure.code == errc::cancelled;
}

} // namespace

freezer::freezer(const std::filesystem::path& data, const topology_config& size)
    : size_(size), frozen_(data.empty() ? data : data / "frozen", size) {
  if (auto read = frozen_.load(); !read)
    throw mesh_failure(read.error());
  for (auto& state : frozen_.outlines()) {
    const auto where = state.where;
    standing_.push_back({0, freeze_act::freeze, where, frozen_.file_for(where),
                         std::make_shared<const frozen_state>(std::move(state))});
  }
}

freeze_result freezer::freeze(const scope& where, std::uint64_t wall_ms, const tell& actors) {
  std::lock_guard lock(mutex_);
  const busy_while order(busy_);
  freeze_result result;
  result.where = where;
  result.preserved_in = frozen_.file_for(where);
  auto report = actors({++orders_, freeze_act::freeze, where, result.preserved_in});
  result.counts = std::move(report.counts);
  result.failure = std::move(report.failure);
  if (result.failure.code != errc::none && !may_be_half_done(result.failure))
    return result;
  end_standing(where);
  standing_.push_back({0, freeze_act::freeze, where, result.preserved_in});
  frozen_state state;
  state.where = where;
  state.topology = size_;
  state.frozen_at_ms = wall_ms;
  state.agents.reserve(result.counts.ready);
  state.breakers = std::move(report.breakers);
  for (const auto& page : report.pages) {
    count_messages(*page, result);
    state.agents.insert(state.agents.end(), page->begin(), page->end());
  }
  std::sort(state.agents.begin(), state.agents.end(),
            [](const frozen_agent& a, const frozen_agent& b) { return a.id < b.id; });
  auto kept = frozen_.keep(std::move(state));
  note(kept);
  if (kept)
    return result;
  result.preserved_in.clear();
  if (result.failure.code == errc::none)
    result.failure = {kept.error().code,
                      to_string(where)
                          + " is frozen, and kept in memory only: " + kept.error().detail,
                      (kept.error().remedy.empty() ? "check the disk" : kept.error().remedy)
                          + std::string("; it is written as soon as possible")};
  return result;
}

freeze_result freezer::thaw(const scope& where, std::uint64_t wall_ms, const tell& actors) {
  std::lock_guard lock(mutex_);
  const busy_while order(busy_);
  freeze_result result;
  result.where = where;
  if (const auto* wider = frozen_.covering(where); wider != nullptr && *wider != where) {
    result.failure = {errc::frozen,
                      to_string(where) + " is frozen as part of " + to_string(*wider),
                      "thaw " + to_string(*wider)};
    return result;
  }
  auto kept = frozen_.preserved(where);
  result.expired = drop_outlived(kept, wall_ms);
  auto preserved = std::make_shared<const frozen_state>(std::move(kept));
  auto report =
      actors({++orders_, freeze_act::thaw, where, frozen_.file_for(where), preserved});
  result.counts = std::move(report.counts);
  result.failure = std::move(report.failure);
  if (result.failure.code == errc::none || may_be_half_done(result.failure))
    end_standing(where); // whoever goes on does
  if (result.failure.code != errc::none)
    return result; // to thaw again gives it nothing twice
  count_messages(preserved->agents, result);
  if (auto released = frozen_.release(where, result.counts); !released)
    result.failure = released.error();
  return result;
}

void freezer::freeze_again(const tell& actors) {
  std::lock_guard lock(mutex_);
  const busy_while order(busy_);
  for (const auto& where : frozen_.list()) {
    auto preserved = std::make_shared<const frozen_state>(frozen_.preserved(where));
    auto report =
        actors({++orders_, freeze_act::freeze, where, frozen_.file_for(where), preserved});
    const auto& c = report.counts;
    if (report.failure.code != errc::none)
      throw mesh_failure(report.failure);
    if (c.ready < c.targets)
      spdlog::warn("{} was frozen before the start; {} of its {} agents have not stopped",
                   to_string(where), c.targets - c.ready, c.targets);
  }
}

void freezer::note(const tl::expected<void, error>& written) {
  problem_ = written ? std::string() : to_string(written.error());
}

void freezer::tick() {
  if (busy_)
    return;
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock)
    return;
  auto written = frozen_.write_missing();
  if (!written && problem_.empty())
    spdlog::error("the frozen state is kept in memory only: {}", to_string(written.error()));
  note(written.map([](const auto&) {}));
  if (written)
    for (const auto& where : *written)
      spdlog::warn("the frozen state of {} is on the disk now", to_string(where));
}

freezer::unwritten_scopes freezer::unwritten() const {
  std::lock_guard lock(mutex_);
  return {frozen_.unwritten(), problem_};
}

std::vector<freeze_order> freezer::standing() const {
  std::lock_guard lock(mutex_);
  return standing_;
}

void freezer::end_standing(const scope& where) {
  std::erase_if(standing_, [&](const freeze_order& o) { return where.covers(o.where); });
}

std::vector<scope> freezer::scopes() const {
  std::lock_guard lock(mutex_);
  return frozen_.list();
}

std::uint64_t freezer::newest_ms() const {
  std::lock_guard lock(mutex_);
  return frozen_.newest_ms();
}

} // namespace mesh
