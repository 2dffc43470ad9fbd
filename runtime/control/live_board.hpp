#pragma once
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/coordination/arrival_board.hpp"
#include "runtime/http/http.hpp"
#include "runtime/live/cell_journal.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// The facts that all dashboards are told (O1): cells four times a second, figures each second,
/// gathers as their answers come. One thread makes each frame once for all of them, and rests
/// while nobody looks.
class live_board {
public:
  static constexpr const char* subprotocol = "mesh.live.v1";

  explicit live_board(local_mesh& mesh) : mesh_(mesh) {}
  ~live_board();
  live_board(const live_board&) = delete;
  live_board& operator=(const live_board&) = delete;

  /// `GET /v1/live`; refers to this object.
  [[nodiscard]] route way_in();

  /// The newest frames that a reader has.
  struct place {
    std::uint32_t cells = 0;
    std::uint64_t texts = 0;
  };
  /// The frames that are new for it, which it has then.
  [[nodiscard]] std::vector<socket_message> news_for(place& at) const;
  void enter();
  void leave();

private:
  /// A text that is replaced as a whole: a reader needs the newest only.
  struct text {
    std::uint64_t number = 0; // grows with each text of any name
    std::shared_ptr<const std::string> bytes;
  };
  void run();
  void look(bool at_figures);
  void set(const std::string& name, std::string bytes);
  void forget_all_but(const std::vector<std::shared_ptr<const run_arrivals>>& runs);

  local_mesh& mesh_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  live::cell_journal cells_;
  std::map<std::string, text> texts_; // by name
  std::uint64_t newest_text_ = 0;
  int readers_ = 0;
  bool fresh_ = false;      // there was a look since the first of them came
  std::uint64_t rests_ = 0; // times that one came after there was none
  bool ending_ = false;
  std::uint64_t looks_ = 0;
  std::thread thread_; // begun by the first reader
};

} // namespace mesh::control
