#include "actors/coordination/published.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

/// Counts how many of its kind are alive, and marks the dead.
struct counted {
  counted(std::atomic<int>& alive, int n) : alive_(&alive), number(n) { ++*alive_; }
  ~counted() {
    number = -1;
    --*alive_;
  }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;

  std::atomic<int>* alive_;
  int number;
};

} // namespace

TEST_CASE("Z4 there is nothing until the first value", "[published]") {
  epoch_domain domain;
  const published<int> value;
  const epoch_guard guard(domain);
  CHECK(value.get(guard) == nullptr);
}

TEST_CASE("Z4 a replaced value is freed when its last reader has gone", "[published]") {
  std::atomic<int> alive{0};
  epoch_domain domain;
  published<counted> value;
  auto replace = [&](int number) {
    value.replace(std::make_unique<counted>(alive, number), domain);
  };
  replace(1);
  std::optional<epoch_guard> first(std::in_place, domain);
  std::optional<epoch_guard> second(std::in_place, domain);
  const auto* seen = value.get(*first);
  replace(2);
  replace(3);
  CHECK(alive == 3);
  CHECK(domain.retired() == 2);
  CHECK(seen->number == 1);
  first.reset();
  replace(4);
  CHECK(alive == 4); // the second reader could have seen the first value too
  second.reset();
  replace(5);
  CHECK(alive == 1);
  CHECK(domain.retired() == 0);
}

TEST_CASE("Z4 a reader that came later does not keep what was replaced before", "[published]") {
  std::atomic<int> alive{0};
  epoch_domain domain;
  published<counted> value;
  value.replace(std::make_unique<counted>(alive, 1), domain);
  value.replace(std::make_unique<counted>(alive, 2), domain);
  const epoch_guard late(domain);
  CHECK(value.get(late)->number == 2);
  CHECK(alive == 1);
}

TEST_CASE("Z4 a guard that was moved leaves once", "[published]") {
  epoch_domain domain;
  std::atomic<int> alive{0};
  published<counted> value;
  value.replace(std::make_unique<counted>(alive, 1), domain);
  {
    epoch_guard guard(domain);
    const epoch_guard moved(std::move(guard));
    value.replace(std::make_unique<counted>(alive, 2), domain);
    CHECK(domain.retired() == 1);
  }
  value.replace(std::make_unique<counted>(alive, 3), domain);
  CHECK(domain.retired() == 0);
}

TEST_CASE("Z4 everything is freed at the end", "[published]") {
  std::atomic<int> alive{0};
  {
    epoch_domain domain;
    published<counted> value;
    value.replace(std::make_unique<counted>(alive, 1), domain);
    const epoch_guard guard(domain);
    value.replace(std::make_unique<counted>(alive, 2), domain);
    CHECK(alive == 2);
  }
  CHECK(alive == 0);
}

TEST_CASE("Z4 under many readers nothing is freed early and nothing stays", "[published]") {
  std::atomic<int> alive{0};
  std::atomic<bool> broken{false};
  {
    epoch_domain domain;
    published<counted> value;
    std::atomic<int> writing{2};
    auto write = [&] {
      for (int i = 1; i <= 20'000; ++i)
        value.replace(std::make_unique<counted>(alive, i), domain);
      --writing;
    };
    auto read = [&] {
      while (writing > 0) {
        const epoch_guard outer(domain);
        const auto* first = value.get(outer);
        const auto number = first != nullptr ? first->number : 1;
        const epoch_guard inner(domain); // guards of one thread may nest
        const auto* newer = value.get(inner);
        if (number < 1 || (newer != nullptr && newer->number < 1)
            || (first != nullptr && first->number != number))
          broken = true;
      }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
      threads.emplace_back(write);
    for (int i = 0; i < 4; ++i)
      threads.emplace_back(read);
    for (auto& t : threads)
      t.join();
    value.replace(std::make_unique<counted>(alive, 1), domain);
    CHECK(domain.retired() == 0);
    CHECK(alive == 1);
  }
  CHECK_FALSE(broken);
  CHECK(alive == 0);
}
