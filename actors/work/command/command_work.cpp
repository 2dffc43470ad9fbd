#include "actors/work/command/command_work.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "actors/work/command/command_protocol.hpp"
#include "actors/work/kinds.hpp"

namespace mesh {

namespace {

/// The programs of one agent that have not ended, by the message they serve.
/// Used by the agent and by the runner's thread.
class running_jobs {
public:
  /// Starts a program with `begin` and keeps its token. No program can be
  /// reported ended in between. `run` numbers the starts: a message may come
  /// again before the program it was cancelled in has ended.
  template <class Begin>
  tl::expected<process_token, error> add(message_id id, std::uint64_t run, Begin begin) {
    std::lock_guard guard{mutex_};
    auto token = begin();
    if (token)
      by_message_.insert_or_assign(id, entry{run, *token});
    return token;
  }
  void remove(message_id id, std::uint64_t run) {
    std::lock_guard guard{mutex_};
    auto found = by_message_.find(id);
    if (found != by_message_.end() && found->second.run == run)
      by_message_.erase(found);
  }
  [[nodiscard]] std::optional<process_token> find(message_id id) {
    std::lock_guard guard{mutex_};
    auto found = by_message_.find(id);
    return found == by_message_.end() ? std::nullopt : std::optional{found->second.token};
  }
  [[nodiscard]] std::vector<process_token> all() {
    std::lock_guard guard{mutex_};
    std::vector<process_token> tokens;
    for (const auto& [id, running] : by_message_)
      tokens.push_back(running.token);
    return tokens;
  }

private:
  struct entry {
    std::uint64_t run;
    process_token token;
  };
  std::mutex mutex_;
  std::unordered_map<message_id, entry> by_message_;
};

work_result result_of(const process_result& ended) {
  if (ended.failure != errc::none)
    return work_result::failed(ended.failure, ended.detail);
  return parse_command_output(ended.output);
}

class command_work final : public work {
public:
  command_work(std::shared_ptr<process_runner> runner, command_work_config config)
      : runner_(std::move(runner)), config_(std::move(config)) {}

  ~command_work() override {
    for (auto token : jobs_->all())
      runner_->cancel(token);
  }

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    if (what.time_left <= duration::zero())
      return planned_result{
          work_result::failed(errc::expired, "no time left to run " + program())};
    const auto run = ++runs_;
    auto token = jobs_->add(what.id, run, [&] {
      return runner_->run(
          request_for(what),
          [jobs = jobs_, id = what.id, run, done = completion()](const process_result& ended) {
            jobs->remove(id, run);
            done(result_of(ended));
          });
    });
    if (!token)
      return planned_result{work_result::failed(token.error().code, token.error().detail)};
    return std::nullopt;
  }

  void cancel(message_id id) override {
    if (auto token = jobs_->find(id))
      runner_->cancel(*token);
  }
  [[nodiscard]] bool cancels() const override { return true; }

private:
  [[nodiscard]] std::string program() const {
    return config_.argv.empty() ? "a program" : config_.argv.front();
  }
  [[nodiscard]] process_request request_for(const job& what) const {
    return {config_.argv,   command_input(what),  from_ms(config_.timeout_ms),
            what.time_left, config_.memory_bytes, config_.output_bytes,
            config_.env};
  }

  std::shared_ptr<process_runner> runner_;
  command_work_config config_;
  std::shared_ptr<running_jobs> jobs_ = std::make_shared<running_jobs>();
  std::uint64_t runs_ = 0;
};

} // namespace

std::unique_ptr<work> make_command_work(std::shared_ptr<process_runner> runner,
                                        command_work_config config) {
  return std::make_unique<command_work>(std::move(runner), std::move(config));
}

/// Agents for which the configuration names a program.
work_kind work_kinds::program() {
  return {"program", [](const work_site& site) -> tl::expected<work_maker, error> {
            const auto is_named = [](const auto& some) {
              return some.command.has_value();
            };
            if (std::ranges::none_of(site.cfg.agents, is_named))
              return work_maker();
            if (site.virtual_time)
              return tl::unexpected(
                  error{errc::unsupported, "external programs cannot run in virtual time",
                        "run without --virtual-time, or without command agents"});
            process_runner_config limits;
            limits.at_once = site.cfg.runtime.command_processes;
            auto runner = process_runner::make(limits);
            if (!runner)
              return tl::unexpected(runner.error());
            return [runner = *runner](const agent_identity& a) -> std::shared_ptr<work> {
              return a.command != nullptr ? make_command_work(runner, *a.command) : nullptr;
            };
          }};
}

} // namespace mesh
