#include "runtime/gateway/agent_link.hpp"

#include <algorithm>

#include "actors/work/text.hpp"
#include "messages/deadline.hpp"
#include "runtime/gateway/callback_door.hpp"
#include "runtime/gateway/link_handshake.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::gateway {

namespace {

constexpr std::size_t header_bytes = 8'192;      // of the request that asks for the link
constexpr std::size_t one_message = 256 * 1'024; // to an agent, about
constexpr auto everybody_left = std::chrono::milliseconds(500);
constexpr auto look_at_keys_every = std::chrono::hours(1);
constexpr auto path = "/v1/agent";

} // namespace

agent_link::agent_link(tcp::socket socket, std::shared_ptr<asio::ssl::context> context,
                       gateway_house& house)
    : context_(std::move(context)),
      house_(house),
      socket_(std::move(socket), *context_),
      ready_(socket_.get_executor()),
      certificate_digest_(house.certificate_digest()) {
  io_error gone;
  const auto from = lowest().socket().remote_endpoint(gone);
  address_ =
      gone ? std::string("?") : from.address().to_string() + ':' + std::to_string(from.port());
}

asio::awaitable<void> agent_link::run() {
  auto self = shared_from_this();
  outbox_ =
      std::make_shared<link_outbox>(static_cast<std::size_t>(house_.limits().out_bytes),
                                    [weak = weak_from_this(), on = socket_.get_executor()] {
                                      asio::post(on, [weak] {
                                        if (auto link = weak.lock())
                                          link->ready_.cancel();
                                      });
                                    });
  const auto opened = co_await open();
  if (opened && house_.up(self)) {
    session_ =
        std::make_unique<agent_session>(*this, house_.limits(), some_nonce(), house_.now());
    since_ = next_pulse_ = house_.now();
    next_look_at_keys_ = since_ + look_at_keys_every;
    say(challenge_of(house_, session_->nonce()));
    house_.spawn(write_all());
    co_await read_all();
    ended_ = true;
    ready_.cancel();
    session_->lost();
    note_agents();
  }
  outbox_->close();
  house_.gone(self);
  lowest().close();
}

/// TLS and the WebSocket's handshake. False: it is refused.
asio::awaitable<bool> agent_link::open() {
  io_error failed;
  lowest().expires_after(from_ms(house_.limits().handshake_timeout_ms));
  co_await socket_.next_layer().async_handshake(asio::ssl::stream_base::server,
                                                or_error(failed));
  if (!failed)
    co_return co_await upgrade();
  if (failed == beast::error::timeout) {
    house_.note_refusal(address_, "handshake_timeout", {});
  } else if (failed != asio::error::operation_aborted) {
    const auto why = transport::reason_of(failed, socket_.next_layer().native_handle());
    house_.note_refusal(address_, name_of(why), explanation_of(why));
  }
  co_return false;
}

asio::awaitable<bool> agent_link::upgrade() {
  io_error failed;
  beast::flat_buffer buffer(header_bytes);
  http::request_parser<http::string_body> parser;
  parser.header_limit(header_bytes);
  parser.body_limit(boost::none); // that of answers is their own
  co_await http::async_read_header(socket_.next_layer(), buffer, parser, or_error(failed));
  if (failed) {
    const auto slow = failed == beast::error::timeout;
    house_.note_refusal(address_, slow ? "handshake_timeout" : "bad_request", failed.message());
    if (!slow && failed != http::error::end_of_stream)
      co_await turn_away(http::status::bad_request, failed.message());
    co_return false;
  }
  const auto& asked = parser.get();
  if (is_callback({asked.target().data(), asked.target().size()})) {
    co_await take_callback(socket_.next_layer(), buffer, parser, house_, address_);
    co_return co_await say_no_more();
  }
  if (asked.target() != path) {
    co_await turn_away(http::status::not_found, std::string("agents come to ") + path);
    co_return false;
  }
  if (!websocket::is_upgrade(asked)) {
    co_await turn_away(http::status::upgrade_required, "this is a WebSocket");
    co_return false;
  }
  const auto offered = asked[http::field::sec_websocket_protocol];
  const auto format = chosen_format({offered.data(), offered.size()});
  if (!format) {
    co_await turn_away(http::status::bad_request, "offer the subprotocol "
                                                      + std::string(json_subprotocol) + " or "
                                                      + std::string(protobuf_subprotocol));
    co_return false;
  }
  format_ = *format;
  socket_.set_option(
      websocket::stream_base::decorator([this](websocket::response_type& answer) {
        answer.set(http::field::sec_websocket_protocol, std::string(subprotocol_of(format_)));
        answer.set(http::field::server, "mesh");
      }));
  // Pulses tell whether the other side is there: the stream has no clock of its own.
  socket_.set_option(websocket::stream_base::timeout{
      std::chrono::milliseconds(static_cast<long>(house_.limits().handshake_timeout_ms)),
      websocket::stream_base::none(), false});
  socket_.read_message_max(static_cast<std::size_t>(house_.limits().message_bytes));
  co_await socket_.async_accept(asked, or_error(failed));
  if (failed)
    house_.note_refusal(address_, "bad_request", failed.message());
  socket_.binary(format_ == link_format::protobuf);
  lowest().expires_never();
  co_return !failed;
}

asio::awaitable<void> agent_link::turn_away(http::status status, std::string why) {
  io_error ignored;
  house_.note_refusal(address_, "bad_request", why);
  const auto answer = no_link(status, std::move(why));
  co_await http::async_write(socket_.next_layer(), answer, or_error(ignored));
  co_await say_no_more();
}

/// False: it becomes no link.
asio::awaitable<bool> agent_link::say_no_more() {
  io_error ignored;
  lowest().expires_after(everybody_left);
  co_await socket_.next_layer().async_shutdown(or_error(ignored));
  co_return false;
}

asio::awaitable<void> agent_link::read_all() {
  beast::flat_buffer buffer;
  while (!ending_) {
    io_error failed;
    const auto bytes = co_await socket_.async_read(buffer, or_error(failed));
    if (failed && !is_usual_end(failed)) // Beast says of either only how the TLS ended then
      house_.note_refusal(address_, "bad_frame",
                          "no WebSocket frame, or a message over "
                              + std::to_string(house_.limits().message_bytes)
                              + " bytes: " + failed.message());
    if (failed)
      break;
    bytes_in_ += bytes;
    if (socket_.got_text() != (format_ == link_format::json)) {
      session_->unreadable({errc::parse_error,
                            "a text on a binary link, or the other way round",
                            "speak the subprotocol that was agreed"});
    } else {
      const auto data = buffer.data();
      const auto said =
          read_message(format_, {static_cast<const char*>(data.data()), data.size()});
      if (said) {
        answered_ += static_cast<std::uint64_t>(said->answer_size());
        session_->handle(*said, house_.now());
      } else {
        session_->unreadable(said.error());
      }
    }
    note_agents();
    buffer.consume(buffer.size());
    constexpr std::size_t kept_room = 65'536;
    if (buffer.capacity() > kept_room)
      buffer = {};
  }
  // The last words are written; the other side has some time to take it.
  for (auto patience = 0; ending_ && !ended_ && patience < 1; ++patience) {
    asio::steady_timer rest(socket_.get_executor(), everybody_left);
    io_error cancelled;
    co_await rest.async_wait(or_error(cancelled));
  }
}

asio::awaitable<void> agent_link::write_all() {
  auto self = shared_from_this();
  while (!ended_) {
    io_error woken;
    if (outbox_->empty()) {
      ready_.expires_at(asio::steady_timer::time_point::max());
      co_await ready_.async_wait(or_error(woken));
      continue;
    }
    const auto written = co_await write_waiting();
    if (!written)
      break;
    if (ending_ && outbox_->empty()) {
      io_error ignored;
      lowest().expires_after(everybody_left);
      co_await socket_.async_close(websocket::close_code::normal, or_error(ignored));
      break;
    }
  }
  ended_ = true;
  lowest().close(); // ends what is being read
}

asio::awaitable<bool> agent_link::write_waiting() {
  for (auto& message : outbox_->take(one_message)) {
    io_error failed;
    delivered_ += static_cast<std::uint64_t>(message.deliver_size());
    session_->sign(message, house_.mesh_key());
    const auto bytes = write_message(format_, message);
    bytes_out_ += bytes.size();
    co_await socket_.async_write(asio::buffer(bytes), or_error(failed));
    if (failed)
      co_return false;
  }
  co_return true;
}

void agent_link::tick(time_point now) {
  if (!session_ || ended_)
    return;
  if (outbox_->overfull()) { // also while a write waits for the other side
    house_.note_refusal(address_, "not_read",
                        "more than " + std::to_string(house_.limits().out_bytes)
                            + " bytes wait to be read");
    return cut();
  }
  if (ending_ || now < next_pulse_)
    return;
  if (now >= next_look_at_keys_) {
    next_look_at_keys_ = now + look_at_keys_every;
    session_->look_at_keys();
  }
  if (pulses_out_ >= house_.limits().missed_pulses) {
    house_.note_refusal(address_, "silent",
                        std::to_string(pulses_out_) + " pulses did not come back");
    return cut();
  }
  next_pulse_ = now + from_ms(house_.limits().pulse_ms);
  pulse_sent_ = now;
  ++pulses_out_;
  pb::FromMesh part;
  part.mutable_pulse()->set_number(++pulse_);
  say(part);
}

void agent_link::pulse_came_back(std::uint32_t number) {
  if (number != pulse_ || pulses_out_ == 0)
    return; // an older one: its link was slow for a while
  pulses_out_ = 0;
  // As it is: agents take their own medians, and see a change at once.
  round_trip_ms_ = to_ms(house_.now() - pulse_sent_);
  ++round_trips_;
}

void agent_link::cut() {
  ended_ = true;
  ready_.cancel();
  lowest().close();
}

void agent_link::deliver(const std::string& agent, const job& what, duration time_left,
                         std::uint8_t attempt) {
  outbox_->deliver(what, time_left, attempt, agent);
}

void agent_link::withdraw(const std::string& agent, message_id what) {
  outbox_->withdraw(what, agent);
}

void agent_link::pause(const std::string& agent, bool frozen) {
  pb::FromMesh part;
  auto& f = *part.add_freeze();
  f.set_agent(agent);
  f.set_frozen(frozen);
  outbox_->say(part);
}

void agent_link::admit(const hello_claim& whom, admitted then) {
  house_.admit(shared_from_this(), whom,
               [weak = weak_from_this(), then = std::move(then)](auto how) {
                 auto link = weak.lock();
                 if (!link || link->ended_)
                   return;
                 then(std::move(how));
                 link->note_agents();
               });
}

void agent_link::rotate(const std::string& agent, const keys::public_key& old_key,
                        const keys::public_key& new_key, rotated then) {
  house_.rotate(agent, old_key, new_key,
                [weak = weak_from_this(), then = std::move(then)](auto how) {
                  auto link = weak.lock();
                  if (link && !link->ended_)
                    then(std::move(how));
                });
}

std::optional<std::string> agent_link::binding_data(const std::string& binding) const {
  if (binding == "tls-server-end-point")
    return certificate_digest_;
  if (binding == "tls-exporter")
    return exported_binding(
        const_cast<agent_link*>(this)->socket_.next_layer().native_handle());
  return std::nullopt;
}

void agent_link::note_agents() {
  if (std::exchange(noted_, session_->version()) == session_->version())
    return;
  auto names = session_->names();
  {
    const std::lock_guard lock(mutex_);
    names_ = std::move(names);
    agents_ = names_.size();
  }
  house_.agents_changed();
}

std::vector<std::string> agent_link::names() const {
  const std::lock_guard lock(mutex_);
  return names_;
}

bool agent_link::has(const std::string& agent) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::binary_search(names_, agent);
}

void agent_link::note_client(const std::string& program) {
  constexpr std::size_t longest = 64;
  const std::lock_guard lock(mutex_);
  client_ = printable(program, longest);
}

void agent_link::note_refusal(const std::string& agent, std::string_view about,
                              const refusal& why) {
  constexpr std::size_t longest = 64;
  house_.note_refusal(address_, why.code,
                      std::string(about) + " of '" + printable(agent, longest) + "', "
                          + why.detail);
}

void agent_link::end(const refusal& why) {
  if (std::exchange(ending_, true))
    return;
  if (why.code != "goodbye")
    house_.note_refusal(address_, why.code, why.detail);
  pb::FromMesh last;
  auto& g = *last.mutable_goodbye();
  g.set_code(std::string(why.code));
  g.set_detail(why.remedy.empty() ? why.detail : why.detail + " (" + why.remedy + ")");
  g.set_come_back_ms(why.come_back_ms);
  say(last);
}

agent_link_view agent_link::view(time_point now) const {
  agent_link_view v;
  v.address = address_;
  {
    const std::lock_guard lock(mutex_);
    v.client = client_;
  }
  v.protocol = subprotocol_of(format_);
  v.agents = agents_;
  v.round_trip_ms = round_trip_ms_;
  v.since_ms = to_ms(now - since_);
  v.waiting_bytes = outbox_->bytes();
  v.bytes_in = bytes_in_;
  v.bytes_out = bytes_out_;
  v.delivered = delivered_;
  v.answered = answered_;
  return v;
}

} // namespace mesh::gateway
