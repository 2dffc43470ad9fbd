#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/work/work.hpp"

namespace mesh::testing {

/// Work that keeps what it was asked to do and does what the test says.
class scripted_work : public work {
public:
  /// What happens at each start; by default the payload is the answer at once.
  std::function<std::optional<planned_result>(const job&)> act = [](const job& what) {
    return planned_result{work_result::ready(std::string(what.payload))};
  };
  link_delays way;      // of messages
  link_delays to_inbox; // of heartbeats and receipts
  bool measures_link = true;

  std::vector<std::string> started;  // payloads
  std::vector<job> jobs;             // views in them end with their message
  std::vector<message_id> cancelled; // ids
  std::vector<work_done> open;       // of what is not known at once

  /// Work that takes `takes` and answers with its payload.
  static std::shared_ptr<scripted_work> that_takes(duration takes) {
    auto made = std::make_shared<scripted_work>();
    made->act = [takes](const job& what) {
      return planned_result{work_result::ready(std::string(what.payload)), takes};
    };
    return made;
  }
  /// Work that ends when the test calls what is in `open`, or never.
  static std::shared_ptr<scripted_work> without_end() {
    auto made = std::make_shared<scripted_work>();
    made->act = [](const job&) {
      return std::nullopt;
    };
    return made;
  }

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    started.emplace_back(what.payload);
    jobs.push_back(what);
    auto result = act(what);
    if (!result)
      open.push_back(completion());
    return result;
  }
  void cancel(message_id id) override { cancelled.push_back(id); }
  link_delays link(bool inbox) override { return inbox ? to_inbox : way; }
  [[nodiscard]] bool heartbeats_measure_link() const override { return measures_link; }
};

} // namespace mesh::testing
