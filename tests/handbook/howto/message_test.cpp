// docs/how-to/add-a-message.md: the message that it adds crosses hosts.
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "messages/protocol.hpp"
#include "runtime/node/bodies/node_remark.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

/// What is logged while it lives.
class logged {
public:
  logged() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "told", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  logged(const logged&) = delete;
  logged& operator=(const logged&) = delete;
  ~logged() { spdlog::set_default_logger(before_); }
  [[nodiscard]] bool has(const std::string& what) const {
    return text_.str().find(what) != std::string::npos;
  }

private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
};

} // namespace

TEST_CASE("R2 handbook: a message that crosses hosts is a row and a body", "[handbook]") {
  const auto* row = row_of(entry_kind::remark);
  REQUIRE(row != nullptr);
  CHECK(row->name == "remark");
  CHECK(row->type == "node_remark");

  several_hosts hosts(sized(2, 1, 3), 1);
  REQUIRE(hosts.whole());
  logged log;
  const auto say = [&](std::string body) {
    caf::anon_send(hosts.at(0).sectors->uplink(),
                   node::to_hub{{entry_kind::remark, {}, 0, {}, std::move(body)}});
    hosts.mesh().wait(std::chrono::seconds(1));
  };
  say(encode(node_remark{"it is warm here"}));
  CHECK(log.has("n1 says: it is warm here"));
  say(encode(node_remark{std::string(longest_remark + 1, 'x')}));
  CHECK(log.has("an entry of n1 (remark for all) cannot be read, and is skipped"));
}
