#include "runtime/mesh/people_notices.hpp"

#include <map>

#include <spdlog/spdlog.h>

#include "actors/work/http/web_caller.hpp"
#include "messages/message.hpp"

namespace mesh {

namespace {

struct notified_person {
  agent_id id;
  http_work_config to;
};

/// `message 3 for ada: do we ship? (inbox answer 3 ready|conflict TEXT)`
std::string notice_of(const inbox_item& item) {
  const auto number = std::to_string(item.number);
  return "message " + number + " for " + item.person + ": " + item.payload + " (inbox answer "
         + number + " ready|conflict TEXT)";
}

void notify(web_caller& caller, const notified_person& who, const inbox_item& item) {
  constexpr auto patience = std::chrono::minutes(10);
  auto texts =
      std::make_shared<const std::pair<std::string, std::string>>(notice_of(item), item.source);
  job note;
  note.id = item.message;
  note.agent = who.id;
  note.verb = to_string(verb::record);
  note.payload = texts->first;
  note.source = texts->second;
  note.owner = texts;
  note.time_left = patience;
  const auto failed = [name = item.person, number = item.number](const std::string& why) {
    spdlog::warn("{} was not told of message {}: {}", name, number, why);
  };
  auto sent = caller.call({note, who.to, false}, [failed](const work_result& result) {
    if (result.failure != errc::none)
      failed(result.detail);
  });
  if (!sent)
    failed(to_string(sent.error()));
}

} // namespace

tl::expected<void, error> notify_people(inbox& people, const config& cfg,
                                        const web_caller_maker& calls) {
  std::map<std::string, notified_person> all;
  for (const auto& one : cfg.agents)
    if (one.person && !one.person->notify.empty())
      all[one.person->name] = {one.where.agent(), {.url = one.person->notify}};
  if (all.empty())
    return {};
  if (!calls)
    return tl::unexpected(
        error{errc::unsupported, "people are notified over URLs, which cannot be called here",
              "run mesh dev without --virtual-time, or take person.notify out "
              "of the configuration"});
  auto caller = calls(cfg.calls);
  if (!caller)
    return tl::unexpected(caller.error());
  people.on_new([all = std::move(all), caller = *std::move(caller)](const inbox_item& item) {
    if (const auto found = all.find(item.person); found != all.end())
      notify(*caller, found->second, item);
  });
  return {};
}

} // namespace mesh
