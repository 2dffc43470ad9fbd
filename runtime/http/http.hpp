#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/http/socket_talk.hpp"
#include "runtime/identity/peer_name.hpp"
#include "runtime/operators/session_book.hpp"

/// HTTP as handlers see it: values, and no sockets.
namespace mesh::control {

inline constexpr auto json_type = "application/json";
inline constexpr auto lines_type = "application/x-ndjson";
inline constexpr auto event_stream_type = "text/event-stream";

/// The request of a verified peer.
struct request {
  std::string method;
  std::string path;
  std::string query; // behind the question mark
  std::string body;
  identity::peer_name who;
  std::string accept = {};        // which types of answers it takes
  std::string last_event_id = {}; // of a stream: it has seen as much
  std::string if_none_match = {}; // the tags of what it has already
  std::string host = {};          // the one that it means to ask
  std::string cookie = {};        // all of them, as they came
  std::string mark = {};          // X-Mesh: no page of anybody else can set it
  /// The fields of protocols above HTTP, `mcp-*` and `a2a-*`, with names in lower case.
  std::vector<std::pair<std::string, std::string>> protocol_fields = {};
  std::string address = {}; // of the peer, without the port
  bool encrypted = true;
  bool nameless = false; // over TLS without a certificate: `who` says nothing
  identity::operator_may may = identity::operator_may::admin; // of an operator's certificate
  /// Of a certificate that a sign-in has made: its digest, by which its session is known.
  std::string login_digest = {};
  std::string session_digest = {}; // of the session that the cookie names; empty: none lasts
  std::optional<operator_session> session = {};
};

struct response {
  unsigned status = 200;
  std::string type = json_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// `{"error": {"code", "detail", "remedy"}}`
response refusal(unsigned status, const error& why);

/// The time an answer takes, and so where it is worked on.
enum class pace {
  instant, // on the server's own thread
  quick,   // may ask the mesh
  command, // as long as it takes; as many at once as control.commands
  stream,  // until the reader leaves; as many as control.event_streams; it costs no thread
  socket   // a WebSocket; as many as control.dashboards; it costs no thread
};

/// Those who may take a route without a certificate of one of its roles (X3).
enum class route_access {
  members,  // who has a session; on this machine everybody until somebody has a key
  machine,  // who has a session, and whoever is on this machine
  everybody // whoever reaches the server: it tells nothing
};

class exchange;

/// A path, who may ask for it, and who answers.
struct route {
  std::string method;
  std::string path; // ends with `/*`: one more segment, whatever it is
  std::vector<identity::node_role> roles;
  pace takes = pace::quick;
  /// On a thread of its own unless `instant` or `stream`. Answers, or begins a stream and
  /// finishes it, or has one followed; what it throws becomes a 500.
  std::function<void(const request&, exchange&)> handle;
  /// Of a WebSocket, instead of `handle`: who talks there, made for each.
  std::function<std::unique_ptr<socket_talk>(const request&)> talk = {};
  socket_rules socket = {};
  route_access access = route_access::members;
};

} // namespace mesh::control
