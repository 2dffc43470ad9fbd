#include "actors/work/person/person_work.hpp"

#include <algorithm>
#include <utility>

#include "actors/work/kinds.hpp"
#include "config/config.hpp"

namespace mesh {

namespace {

class person_work final : public work {
public:
  person_work(std::shared_ptr<person_desk> messages, agent_id who)
      : desk_(std::move(messages)), who_(who) {}
  ~person_work() override { desk_->orphan(who_); }

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    if (auto at_once = desk_->start(who_, what, completion))
      return planned_result{std::move(*at_once)};
    return std::nullopt;
  }
  void cancel(message_id id) override { desk_->withdraw(who_, id); }
  [[nodiscard]] bool cancels() const override { return true; }
  [[nodiscard]] bool keeps_many() const override { return true; }
  [[nodiscard]] bool heartbeats_measure_link() const override { return false; }
  [[nodiscard]] bool measures_own_link() const override { return true; }
  [[nodiscard]] bool takes_records() const override { return true; }

private:
  std::shared_ptr<person_desk> desk_;
  agent_id who_;
};

} // namespace

std::unique_ptr<work> make_person_work(std::shared_ptr<person_desk> messages, agent_id who) {
  return std::make_unique<person_work>(std::move(messages), who);
}

/// Agents that the configuration calls people.
work_kind work_kinds::person() {
  return {"person", [](const work_site& site) -> tl::expected<work_maker, error> {
            const auto is_person = [](const auto& some) {
              return some.person.has_value();
            };
            if (std::ranges::none_of(site.cfg.agents, is_person))
              return work_maker();
            if (!site.people)
              return tl::unexpected(error{errc::unsupported,
                                          "people have no inbox in this process",
                                          "take them out of /agents of its configuration"});
            return [all = site.people](const agent_identity& a) -> std::shared_ptr<work> {
              return all->has(a.id) ? make_person_work(all, a.id) : nullptr;
            };
          }};
}

} // namespace mesh
