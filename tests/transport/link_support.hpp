#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "runtime/identity/certificate_folder.hpp"
#include "runtime/transport/caf/link_multiplexer.hpp"
#include "tests/records/store_support.hpp"

/// Nodes with real sockets on loopback, at ports that the kernel chooses.
namespace mesh::test {

/// A folder with our authority, and one with somebody else's.
struct authorities : data_folder {
  std::filesystem::path ours = path() / "ours", others = path() / "others";
  authorities();
  identity::credential_files issue(const std::string& role_and_name) const {
    return issue_in(ours, role_and_name);
  }
  identity::credential_files issue_in(const std::filesystem::path& folder,
                                      const std::string& role_and_name) const;
};

/// Long enough for the sanitizers, and short where a test waits for it.
transport_config test_limits();

/// What happened to the links of a node; waits for conditions, never for time.
class link_record {
public:
  [[nodiscard]] transport::link_observer observer();
  /// Whether it comes true. Asked again after each event.
  bool eventually(const std::function<bool()>& condition);

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t events_ = 0;
};

class links_config : public caf::actor_system_config, public transport::with_links {
public:
  explicit links_config(const std::shared_ptr<transport::pump>& pump);
};

/// An actor system with links. Its echo returns an int, a text, or a text of
/// the length asked for by two ints.
class link_node {
public:
  explicit link_node(const identity::credential_files& files,
                     const transport_config& limits = test_limits());
  ~link_node();

  /// Its port from then on.
  std::uint16_t publish(const std::string& where = "sectors@127.0.0.1");
  caf::expected<caf::actor> reach(const std::string& peer, std::uint16_t port);
  /// Reaches it, or fails the test.
  caf::actor must_reach(const std::string& peer, std::uint16_t port);

  /// Whether this many links were over for the reason.
  bool saw(transport::link_end reason, std::uint64_t times = 1);
  bool has_up(std::uint64_t links);

  [[nodiscard]] transport::pump& links() const { return *pump_; }
  [[nodiscard]] transport::link_counts counts() const { return pump_->counts(); }
  [[nodiscard]] caf::actor_system& system() { return system_; }
  [[nodiscard]] const caf::actor& echo() const { return echo_; }
  link_record record;

private:
  std::shared_ptr<transport::pump> pump_;
  links_config config_;
  caf::actor_system system_;
  caf::actor echo_;
};

/// What the echo answers; none when it does not within this time.
std::optional<int> ask(caf::actor_system& system, const caf::actor& echo, int value,
                       std::chrono::milliseconds within = std::chrono::seconds(10));
std::optional<std::string> ask(caf::actor_system& system, const caf::actor& echo,
                               const std::string& value);

/// The orchestrator o1 with a published echo, and n1 linked to it.
struct linked : authorities {
  explicit linked(const transport_config& limits = test_limits());
  transport_config limits;
  identity::credential_files o1_files = issue("orchestrator/o1");
  identity::credential_files n1_files = issue("sectors/n1");
  link_node o1{o1_files, limits};
  std::uint16_t port = o1.publish();
  link_node n1{n1_files};
  caf::actor echo = n1.must_reach("orchestrator/o1", port);

  /// n1's link is up and answers, and there is none beside it.
  void check_others_untouched();
};

} // namespace mesh::test
