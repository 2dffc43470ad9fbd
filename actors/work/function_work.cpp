#include "actors/work/function_work.hpp"

#include <atomic>
#include <exception>
#include <utility>

namespace mesh {

namespace {

/// The exception being handled, as a result. Call inside a catch.
work_result failure_of_current_exception() {
  try {
    throw;
  } catch (const std::exception& e) {
    return work_result::failed(errc::work_failed, e.what());
  } catch (...) {
    return work_result::failed(errc::work_failed,
                               "threw something that is not a std::exception");
  }
}

class function_work final : public work {
public:
  explicit function_work(std::function<work_result(const job&)> function)
      : function_(std::move(function)) {}

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    try {
      return planned_result{function_(what)};
    } catch (...) {
      return planned_result{failure_of_current_exception()};
    }
  }

private:
  std::function<work_result(const job&)> function_;
};

/// Lets the first call through and swallows the others, from any thread.
work_done only_once(work_done done) {
  struct gate {
    std::atomic_flag used = ATOMIC_FLAG_INIT;
    work_done pass;
  };
  auto shared = std::make_shared<gate>();
  shared->pass = std::move(done);
  return [shared](work_result result) {
    if (shared->used.test_and_set())
      return;
    // Moved out, so that what `pass` holds is released now and not with the
    // last copy of this function, which the user may keep for ever.
    std::exchange(shared->pass, nullptr)(std::move(result));
  };
}

class async_work final : public work {
public:
  async_work(std::function<void(const job&, work_done)> begin,
             std::function<void(message_id)> cancel)
      : begin_(std::move(begin)), cancel_(std::move(cancel)) {}

  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>& completion) override {
    auto done = only_once(completion());
    try {
      begin_(what, done);
    } catch (...) {
      done(failure_of_current_exception());
    }
    return std::nullopt;
  }

  void cancel(message_id id) override {
    if (cancel_)
      cancel_(id);
  }
  [[nodiscard]] bool cancels() const override { return cancel_ != nullptr; }

private:
  std::function<void(const job&, work_done)> begin_;
  std::function<void(message_id)> cancel_;
};

} // namespace

std::unique_ptr<work> make_function_work(std::function<work_result(const job&)> function) {
  return std::make_unique<function_work>(std::move(function));
}

std::unique_ptr<work> make_async_work(std::function<void(const job&, work_done)> begin,
                                      std::function<void(message_id)> cancel) {
  return std::make_unique<async_work>(std::move(begin), std::move(cancel));
}

} // namespace mesh
