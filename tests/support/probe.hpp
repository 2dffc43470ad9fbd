#pragma once
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <caf/all.hpp>

#include "messages/vocabulary.hpp"

namespace mesh::testing {

/// An actor that stands in for any other: it says nothing and keeps what it is
/// told, in order, with the time. Made by deterministic_system::make_probe().
class probe {
public:
  /// The probe as what the actor under test takes it for, e.g.
  /// `as<cluster_lead_actor>()`.
  template <class Handle>
  [[nodiscard]] Handle as() const {
    return caf::actor_cast<Handle>(actor_);
  }

  /// Each T that came, alone or as one element of a message.
  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    each<T>([&](time_point, const T& what) { found.push_back(what); });
    return found;
  }
  /// When each T came.
  template <class T>
  [[nodiscard]] std::vector<time_point> times() const {
    std::vector<time_point> found;
    each<T>([&](time_point at, const T&) { found.push_back(at); });
    return found;
  }
  template <class T>
  [[nodiscard]] std::size_t count() const {
    return times<T>().size();
  }
  /// Messages of any type.
  [[nodiscard]] std::size_t count() const { return heard_->size(); }
  /// Forgets what came so far.
  void clear() { heard_->clear(); }

private:
  friend class deterministic_system;
  struct record {
    time_point at;
    caf::message what;
  };
  using records = std::vector<record>;

  static caf::behavior listen(caf::event_based_actor* self,
                              const std::shared_ptr<records>& heard) {
    self->set_default_handler([heard](caf::scheduled_actor* me,
                                      caf::message_view& view) -> caf::result<caf::message> {
      heard->push_back({me->clock().now(), view.move_content_to_message()});
      return caf::message{};
    });
    // An actor without any handler ends at once; nobody sends this one.
    return {[](caf::ok_atom) {
    }};
  }

  template <class T, class F>
  void each(F&& visit) const {
    for (const auto& [at, what] : *heard_)
      for (std::size_t i = 0; i < what.size(); ++i)
        if (what.template match_element<T>(i))
          visit(at, what.template get_as<T>(i));
  }

  std::shared_ptr<records> heard_ = std::make_shared<records>();
  caf::actor actor_;
};

} // namespace mesh::testing
