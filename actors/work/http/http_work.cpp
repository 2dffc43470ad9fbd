#include "actors/work/http/http_work.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "actors/work/kinds.hpp"
#include "config/config.hpp"

namespace mesh {

namespace {

/// The agents behind URLs of a process, by their place: they outlive their actors.
class called_agents {
public:
  explicit called_agents(std::shared_ptr<web_caller> caller) : caller_(std::move(caller)) {}

  /// Null: it is not behind a URL.
  std::shared_ptr<called_agent> of(const agent_identity& who) {
    if (who.http == nullptr && who.a2a == nullptr)
      return nullptr;
    const std::lock_guard lock(mutex_);
    auto& found = agents_[who.id];
    if (!found)
      found = who.http != nullptr ? std::make_shared<called_agent>(caller_, *who.http)
                                  : std::make_shared<called_agent>(caller_, *who.a2a);
    return found;
  }

private:
  const std::shared_ptr<web_caller> caller_;
  std::mutex mutex_;
  std::unordered_map<agent_id, std::shared_ptr<called_agent>> agents_;
};

} // namespace

std::unique_ptr<work> make_http_work(std::shared_ptr<called_agent> agent) {
  return std::make_unique<work_elsewhere<called_agent>>(std::move(agent));
}

/// Agents for which the configuration names a URL.
work_kind work_kinds::http() {
  return {"http", [](const work_site& site) -> tl::expected<work_maker, error> {
            const auto is_called = [](const auto& some) {
              return some.http.has_value() || some.a2a.has_value();
            };
            if (std::ranges::none_of(site.cfg.agents, is_called))
              return work_maker();
            if (site.virtual_time)
              return tl::unexpected(
                  error{errc::unsupported, "no URL can be called in virtual time",
                        "run without --virtual-time, or without agents behind a URL"});
            if (!site.calls)
              return tl::unexpected(error{
                  errc::unsupported, "this process calls no agents behind a URL",
                  "run them with mesh dev; a mesh over several hosts has no such agents"});
            return site.calls(site.cfg.calls)
                .map([](std::shared_ptr<web_caller> caller) -> work_maker {
                  auto all = std::make_shared<called_agents>(std::move(caller));
                  return [all](const agent_identity& a) -> std::shared_ptr<work> {
                    auto called = all->of(a);
                    return called ? make_http_work(std::move(called)) : nullptr;
                  };
                });
          }};
}

} // namespace mesh
