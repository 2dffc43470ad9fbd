#include "actors/work/linked/linked_work.hpp"

#include <utility>

#include "actors/work/kinds.hpp"
#include "actors/work/linked/linked_agents.hpp"

namespace mesh {

namespace {

class linked_work final : public work {
public:
  explicit linked_work(std::shared_ptr<linked_agent> agent) : agent_(std::move(agent)) {}
  ~linked_work() override { agent_->orphan(); }

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    if (auto at_once = agent_->start(what, completion))
      return planned_result{std::move(*at_once)};
    return std::nullopt;
  }
  void cancel(message_id id) override { agent_->withdraw(id); }
  [[nodiscard]] bool cancels() const override { return true; }
  [[nodiscard]] bool measures_own_link() const override { return true; }
  [[nodiscard]] double own_round_trip_ms() const override { return agent_->round_trip_ms(); }
  double take_round_trip_ms() override { return agent_->take_round_trip_ms(); }
  [[nodiscard]] bool takes_records() const override { return true; }
  [[nodiscard]] bool present() const override { return agent_->present(); }
  void watch_presence(std::function<void()> changed) override {
    agent_->watch_presence(std::move(changed));
  }
  void pause(bool frozen) override { agent_->pause(frozen); }

private:
  std::shared_ptr<linked_agent> agent_;
};

} // namespace

std::unique_ptr<work> make_linked_work(std::shared_ptr<linked_agent> agent) {
  return std::make_unique<linked_work>(std::move(agent));
}

/// Agents that are to come over a link. Where none can come, they are away.
work_kind work_kinds::linked() {
  return {"linked", [](const work_site& site) -> tl::expected<work_maker, error> {
            if (!site.linked)
              return work_maker();
            return [all = site.linked](const agent_identity& a) -> std::shared_ptr<work> {
              return a.linked ? make_linked_work(all->of(a.id)) : nullptr;
            };
          }};
}

} // namespace mesh
