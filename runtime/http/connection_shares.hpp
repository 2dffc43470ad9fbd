#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/control.hpp"

namespace mesh::control {

/// Shares of the connections of the control port, and which idle one makes
/// room (X2). No certificate keeps others out: each name has a share, some are kept
/// for operators, and a newcomer ends what has been idle longest. Idle is whoever is
/// not being answered, also with half a request sent.
///
/// Pure: it decides, and whoever has the connections carries it out.
class connection_shares {
public:
  using key = std::uint64_t; // of a connection; never used twice

  explicit connection_shares(const control_config& limits);

  struct verdict {
    bool admitted = false;
    std::optional<key> ends;    // this one makes room, and is forgotten here
    std::string_view reason;    // why it is not admitted, or why the other one ends
    std::string_view exhausted; // the limit, by its name in the configuration
  };
  /// A connection has shown its certificate. It is idle at first.
  verdict admit(key which, std::string identity, bool is_operator);
  /// It is being answered from now on: nobody ends it.
  void busy(key which);
  /// Its answer is over.
  void idle(key which);
  /// It has ended; also when it was never admitted.
  void gone(key which);

  [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
  struct held {
    std::string identity;
    bool is_operator = false;
    std::uint64_t idle_since = 0; // in the order of such moments; 0: busy
  };
  template <class Matches>
  [[nodiscard]] std::optional<key> idlest(Matches matches) const;
  void add(key which, held what);

  std::size_t most_;
  std::size_t per_identity_;
  std::size_t for_nodes_; // what is left of them beside the operators' reserve
  std::map<key, held> all_;
  std::map<std::string, std::size_t> by_identity_;
  std::size_t nodes_ = 0; // connections that are no operator's
  std::uint64_t moments_ = 0;
};

} // namespace mesh::control
