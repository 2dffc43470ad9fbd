#pragma once
#include <utility>
#include <vector>

#include "actors/parts/children.hpp"
#include "messages/interfaces.hpp"

namespace mesh {

/// The handles of an actor's children, by their places; null while one is down. Only
/// their parent keeps them, and sends to them through this.
template <class Self, class Handle>
class branch final : public children {
public:
  branch(Self self, const scope& parent) : self_(self), parent_(parent) {}

  void adopt(std::vector<Handle> all) { handles_ = std::move(all); }
  /// The actor at this place, null while there is none; a place beyond the last one is added.
  void replace(std::uint8_t place, Handle now) {
    if (place >= handles_.size())
      handles_.resize(place + std::size_t{1});
    handles_[place] = std::move(now);
  }
  [[nodiscard]] const std::vector<Handle>& handles() const { return handles_; }

  /// To one child; false when it is not there.
  template <class... Ts>
  bool send(std::uint8_t place, const Ts&... what) {
    if (!is_there(place))
      return false;
    self_->send(handles_[place], what...);
    return true;
  }
  /// To all that are there and touch `where`.
  template <class... Ts>
  void send_all(const scope& where, const Ts&... what) {
    for (std::size_t i = 0; i < handles_.size(); ++i)
      if (auto place = static_cast<std::uint8_t>(i); touches(where, place))
        send(place, what...);
  }

  [[nodiscard]] scope parent() const override { return parent_; }
  [[nodiscard]] std::size_t size() const override { return handles_.size(); }
  [[nodiscard]] bool is_there(std::uint8_t place) const override {
    return place < handles_.size() && handles_[place];
  }
  void ask(std::uint8_t place, const wire<message>& what,
           const wire<scatter_order>& order) override {
    send(place, what, order);
  }
  void cancel(std::uint8_t place, std::uint64_t gather) override {
    send(place, cancel_gather{gather});
  }
  void freeze(std::uint8_t place, const freeze_order& order) override { send(place, order); }

private:
  Self self_;
  scope parent_;
  std::vector<Handle> handles_;
};

} // namespace mesh
