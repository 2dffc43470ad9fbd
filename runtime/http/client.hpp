#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/http/host_port.hpp"
#include "runtime/identity/credential_files.hpp"

/// The operator's end of the control API.
namespace mesh::control {

/// Where the mesh is, and who asks.
struct endpoint {
  host_port where;
  identity::credential_files files;
  std::string server_name = {}; // of the certificate there; empty: any of that role
  identity::node_role server_role = identity::node_role::orchestrator;
  bool plain = false;       // without TLS, on this machine: no files
  std::string session = {}; // where it is plain: the secret of a sign-in (X3)
  bool nameless = false;    // over TLS without a certificate: of the files the authority alone
};

struct question {
  std::string method = "GET";
  std::string path;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct reply {
  unsigned status = 0;
  std::string body; // without what was given out line by line
};

/// Called while an answer comes.
struct listener {
  /// Each line of a good answer that comes in lines; false: no more of them.
  std::function<bool(std::string_view line)> on_line = {};
  /// Asked often; true each time that somebody wants it to end.
  std::function<bool()> interrupted = {};
  /// The id that cancels it there; nothing as long as it is not known.
  std::function<std::string()> cancel_path = {};
};

/// Asks, and waits for the whole answer. Fails with
/// - `denied`: the other side does not accept our certificate
/// - `certificate_invalid`, `certificate_expired`: ours or theirs
/// - `cancelled`, `unknown_target`, `io_error`
tl::expected<reply, error> ask(const endpoint& whom, const question& what,
                               const listener& during = {});

} // namespace mesh::control
