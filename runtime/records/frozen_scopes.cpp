#include "runtime/records/frozen_scopes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "runtime/base/file_io.hpp"
#include "runtime/records/frozen_file.hpp"

namespace mesh::storage {

namespace {

constexpr std::string_view suffix = ".frozen";
constexpr std::string_view unfinished_suffix = ".frozen.new"; // see replace_file

/// Adds what `from` has of its agents to those of `to`, by id.
void merge(frozen_state& to, const frozen_state& from) {
  std::map<agent_id, frozen_agent> all;
  for (auto& agent : to.agents)
    all.emplace(agent.id, std::move(agent));
  for (const auto& agent : from.agents) {
    auto [found, fresh] = all.try_emplace(agent.id, agent);
    if (!fresh)
      add_missing(found->second, agent);
  }
  to.agents.clear();
  for (auto& [id, agent] : all)
    to.agents.push_back(std::move(agent));
}

void forget_gathers(frozen_state& state) {
  for (auto& agent : state.agents) {
    if (agent.in_hand)
      agent.in_hand->gather = 0;
    for (auto& one : agent.waiting)
      one.gather = 0;
  }
}

/// The agents that are named, unless there are more of them than names.
std::optional<std::set<agent_id>> named(const gather_summary& counts) {
  std::set<agent_id> agents;
  for (const auto& group : counts.exceptions) {
    if (group.agents.size() < group.count)
      return std::nullopt;
    agents.insert(group.agents.begin(), group.agents.end());
  }
  return agents;
}

} // namespace

frozen_scopes::frozen_scopes(fs::path folder, const topology_config& size)
    : folder_(std::move(folder)), size_(size) {}

tl::expected<void, error> frozen_scopes::load() {
  if (folder_.empty())
    return {};
  std::error_code why;
  fs::create_directories(folder_, why);
  if (why)
    return tl::unexpected(io_failure("cannot make", folder_, why.value()));
  std::vector<fs::path> files;
  std::vector<fs::path> unfinished;
  for (fs::directory_iterator at(folder_, why), end; !why && at != end; at.increment(why))
    if (at->path().extension() == suffix)
      files.push_back(at->path());
    else if (at->path().string().ends_with(unfinished_suffix) && at->is_regular_file(why))
      unfinished.push_back(at->path());
  if (why)
    return tl::unexpected(io_failure("cannot read", folder_, why.value()));
  for (const auto& file : unfinished)
    if (!fs::remove(file, why) && why)
      return tl::unexpected(io_failure("cannot remove", file, why.value()));
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    auto state = read_frozen(file, size_);
    if (!state)
      return tl::unexpected(state.error());
    forget_gathers(*state);
    std::sort(state->agents.begin(), state->agents.end(),
              [](const frozen_agent& a, const frozen_agent& b) { return a.id < b.id; });
    entries_.push_back({std::move(*state), file});
  }
  return {};
}

std::vector<scope> frozen_scopes::list() const {
  std::vector<scope> all;
  for (const auto& e : entries_)
    all.push_back(e.state.where);
  return all;
}

std::vector<frozen_state> frozen_scopes::outlines() const {
  std::vector<frozen_state> all;
  for (const auto& e : entries_)
    all.push_back(
        {e.state.where, e.state.topology, e.state.frozen_at_ms, {}, e.state.breakers});
  return all;
}

std::uint64_t frozen_scopes::newest_ms() const {
  std::uint64_t newest = 0;
  for (const auto& e : entries_)
    newest = std::max(newest, e.state.frozen_at_ms);
  return newest;
}

const scope* frozen_scopes::covering(const scope& where) const {
  for (const auto& e : entries_)
    if (e.state.where.covers(where))
      return &e.state.where;
  return nullptr;
}

fs::path frozen_scopes::path_of(const scope& where) const {
  return folder_ / (to_string(where) + std::string(suffix));
}

std::string frozen_scopes::file_for(const scope& where) const {
  const auto* wider = covering(where);
  return folder_.empty() ? std::string{} : path_of(wider ? *wider : where).string();
}

tl::expected<void, error> frozen_scopes::write(entry& what) const {
  if (folder_.empty())
    return {};
  auto file = what.file.empty() ? path_of(what.state.where) : what.file;
  auto done = write_frozen(file, what.state);
  what.unwritten = !done;
  if (done)
    what.file = file;
  return done;
}

/// Those that one which was written has taken over.
tl::expected<void, error> frozen_scopes::drop_within(const scope& where) {
  auto within = [&](const entry& e) {
    return where.covers(e.state.where) && e.state.where != where;
  };
  tl::expected<void, error> done;
  for (const auto& e : entries_)
    if (done && within(e))
      done = remove(e);
  std::erase_if(entries_, within);
  return done;
}

tl::expected<std::vector<scope>, error> frozen_scopes::write_missing() {
  std::vector<scope> written;
  std::error_code why;
  for (auto& e : entries_) {
    const auto gone = !e.file.empty() && !fs::exists(e.file, why) && !why;
    if (folder_.empty() || (!e.unwritten && !gone))
      continue;
    e.unwritten = true;
    fs::create_directory(folder_, why); // not what it is in: that may come back
    if (auto done = write(e); !done)
      return tl::unexpected(done.error());
    written.push_back(e.state.where);
  }
  for (const auto& where : written)
    if (auto done = drop_within(where); !done)
      return tl::unexpected(done.error());
  return written;
}

std::size_t frozen_scopes::unwritten() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const entry& e) { return e.unwritten; }));
}

tl::expected<void, error> frozen_scopes::remove(const entry& what) const {
  if (what.file.empty())
    return {};
  std::error_code why;
  if (fs::remove(what.file, why); why)
    return tl::unexpected(io_failure("cannot remove", what.file, why.value()));
  return sync_folder(what.file.parent_path());
}

tl::expected<void, error> frozen_scopes::keep(frozen_state state) {
  auto wider = std::find_if(entries_.begin(), entries_.end(),
                            [&](const entry& e) { return e.state.where.covers(state.where); });
  if (wider != entries_.end()) {
    merge(state, wider->state); // the newer first: what it holds is known best
    wider->state.agents = std::move(state.agents);
    auto& breakers = wider->state.breakers;
    std::erase_if(breakers, [&](const auto& b) { return state.where.covers(b.where); });
    breakers.insert(breakers.end(), state.breakers.begin(), state.breakers.end());
    wider->state.frozen_at_ms = state.frozen_at_ms;
    return write(*wider);
  }
  const auto where = state.where;
  entry made{std::move(state), {}};
  for (const auto& e : entries_)
    if (where.covers(e.state.where))
      merge(made.state, e.state);
  auto done = write(made);
  if (done)
    done = drop_within(where);
  entries_.push_back(std::move(made));
  return done;
}

frozen_state frozen_scopes::preserved(const scope& where) const {
  frozen_state all;
  all.where = where;
  all.topology = size_;
  for (const auto& e : entries_)
    if (where.covers(e.state.where)) {
      merge(all, e.state);
      all.breakers.insert(all.breakers.end(), e.state.breakers.begin(), e.state.breakers.end());
    }
  return all;
}

tl::expected<void, error> frozen_scopes::release(const scope& where,
                                                 const gather_summary& counts) {
  tl::expected<void, error> done;
  auto missing = named(counts);
  std::vector<entry> kept;
  for (auto& e : entries_) {
    auto stays = !missing || std::any_of(missing->begin(), missing->end(), [&](agent_id id) {
      return e.state.where.contains(id);
    });
    if (!where.covers(e.state.where)) {
      kept.push_back(std::move(e));
    } else if (stays) {
      if (missing)
        std::erase_if(e.state.agents,
                      [&](const frozen_agent& a) { return !missing->contains(a.id); });
      if (auto written = write(e); !written)
        done = written;
      kept.push_back(std::move(e));
    } else if (auto removed = remove(e); !removed) {
      done = removed;
    }
  }
  entries_ = std::move(kept);
  return done;
}

} // namespace mesh::storage
