#pragma once
#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <vector>

#include <caf/all.hpp>

#include "messages/type_ids.hpp"

namespace mesh {

inline void merge(heal_report& to, heal_report&& part) {
  to.lines.insert(to.lines.end(), std::make_move_iterator(part.lines.begin()),
                  std::make_move_iterator(part.lines.end()));
}
inline void merge(fault_report& to, fault_report&& part) {
  to.told += part.told;
}

/// The time for answers, and the reaction to one that does not come;
/// its place among those asked is told. A rare question, so that CAF's timer for
/// it costs nothing that counts.
template <class Report>
struct patience {
  duration how_long;
  std::function<void(std::size_t place, Report&)> silent;
};

/// Asks each of `others`, those that are there, and answers with what they and
/// `own` report. One that goes down meanwhile reports nothing: it is being
/// replaced.
template <class Self, class Order, class Report>
caf::result<Report> ask_all(Self* self, const std::vector<caf::actor>& others,
                            const Order& order, Report own, patience<Report> with = {}) {
  struct round {
    Report report;
    std::size_t awaited = 0;
  };
  auto there = others.size()
               - static_cast<std::size_t>(std::count(others.begin(), others.end(), nullptr));
  if (there == 0)
    return own;
  auto promise = self->template make_response_promise<Report>();
  auto state = std::make_shared<round>(round{std::move(own), there});
  auto done = [promise, state]() mutable {
    if (--state->awaited == 0)
      promise.deliver(std::move(state->report));
  };
  auto timeout = with.silent ? caf::duration(with.how_long) : caf::infinite;
  for (std::size_t place = 0; place < others.size(); ++place)
    if (others[place])
      self->request(others[place], timeout, order)
          .then(
              [state, done](Report& part) mutable {
                merge(state->report, std::move(part));
                done();
              },
              [state, done, place, silent = with.silent](const caf::error& why) mutable {
                if (why == caf::sec::request_timeout)
                  silent(place, state->report);
                done();
              });
  return promise;
}

} // namespace mesh
