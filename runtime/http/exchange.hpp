#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "messages/vocabulary.hpp"
#include "runtime/http/http.hpp"

namespace mesh::control {

/// An answer on its way from the thread that works on it to the connection.
/// Bounded: who writes waits for who reads.
class exchange {
public:
  /// `wake` tells the connection that there is something; from any thread.
  exchange(std::size_t most_bytes, std::function<void()> wake)
      : most_(most_bytes), wake_(std::move(wake)) {}
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  // -- who works on it ------------------------------------------------------------

  /// The whole answer at once.
  void answer(response whole);
  /// Pieces follow, in lines. `when_quiet` is asked for a line when nothing came for a
  /// while, but not in the middle of another one.
  void begin(std::string type, std::function<std::string()> when_quiet = {});
  /// A stream without an end that costs no thread: the connection itself asks `next` for
  /// what is new, whenever the reader has taken what was before and `period` is over. It is
  /// called on the server's thread until the reader leaves, so it neither waits nor throws. It
  /// ends when `over` says so.
  void follow(std::string type, duration period, std::function<std::string()> next,
              std::function<std::string()> when_quiet = {}, std::function<bool()> over = {});
  /// False when nobody is there any more.
  bool write(std::string_view piece);
  void finish();
  /// Whether the reader has left: nobody wants the answer.
  [[nodiscard]] bool gone() const;

  // -- the connection --------------------------------------------------------------

  struct news {
    std::optional<response> head; // the first time; whole when not a stream
    bool stream = false;
    std::string pieces;
    bool over = false;
  };
  news take();
  /// When the connection is to look again by itself; none: it is woken.
  [[nodiscard]] std::optional<duration> looks_every() const;
  /// Called when the answer is over, whatever ended it.
  void at_end(std::function<void()> what) { at_end_ = std::move(what); }
  [[nodiscard]] std::string sign_of_life() const;
  void leave();
  [[nodiscard]] bool answered() const;

private:
  const std::size_t most_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::optional<response> head_;
  std::function<std::string()> when_quiet_;
  std::function<std::string()> next_; // of a stream that is followed
  std::function<bool()> ends_;        // of the same
  duration period_{};
  std::function<void()> at_end_;
  std::string pieces_;
  bool begun_ = false;
  bool stream_ = false;
  bool within_line_ = false;
  bool over_ = false;
  bool gone_ = false;
};

} // namespace mesh::control
