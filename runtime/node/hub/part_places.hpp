#pragma once
#include <functional>
#include <map>
#include <string>

#include <caf/actor.hpp>

#include "runtime/channel/channel.hpp"
#include "runtime/node/protocol/hub_messages.hpp"

namespace mesh::node {

/// Which session has which part, as far as that is carried out, and the proxy that stands
/// for it here.
///
/// What is decided (node_table) and what is here differ while a placement waits for the
/// disk. A part that nobody has is not up.
class part_places {
public:
  struct place {
    caf::actor proxy;      // of a sector; null before it has said so
    session_id by = 0;     // 0: nobody
    bool up = false;       // it has a coordinator, or a lead
    std::string last = {}; // the name of who was given it last
  };
  using told = std::function<void(const caf::actor& proxy, const part_news& news)>;

  explicit part_places(told tell) : tell_(std::move(tell)) {}

  [[nodiscard]] place& at(const placed_part& part) { return places_[part]; }
  [[nodiscard]] bool is_up(const placed_part& part) const {
    const auto found = places_.find(part);
    return found != places_.end() && found->second.up;
  }
  /// 0: nobody has it.
  [[nodiscard]] session_id holder(const placed_part& part) const {
    const auto found = places_.find(part);
    return found == places_.end() ? 0 : found->second.by;
  }
  [[nodiscard]] std::map<placed_part, place>& all() { return places_; }
  [[nodiscard]] const std::map<placed_part, place>& all() const { return places_; }

  /// A proxy that replaces another one learns how its part is.
  void meet(const proxy_is& news) {
    auto& at = places_[news.what];
    at.proxy = news.who;
    if (at.up)
      tell(news.what, {true, {}});
  }
  /// To the proxy.
  void tell(const placed_part& part, const part_news& news) {
    if (const auto& proxy = places_[part].proxy; proxy)
      tell_(proxy, news);
  }

private:
  told tell_;
  std::map<placed_part, place> places_;
};

} // namespace mesh::node
