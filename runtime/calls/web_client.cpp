#include "runtime/calls/web_client.hpp"

#include "runtime/calls/call_desk.hpp"
#include "runtime/calls/call_tls.hpp"

namespace mesh::calls {

tl::expected<std::shared_ptr<web_client>, error>
web_client::start(const calls_config& limits, identity::ed25519::signing_key key,
                  std::shared_ptr<callback_book> callbacks) {
  auto tls = open_call_tls(limits.ca);
  if (!tls)
    return tl::unexpected(tls.error());
  auto desk = std::make_shared<call_desk>(limits, std::move(*tls), std::move(key),
                                          std::move(callbacks));
  return std::shared_ptr<web_client>(new web_client(std::move(desk)));
}

web_client::web_client(std::shared_ptr<call_desk> desk)
    : desk_(std::move(desk)), thread_([desk = desk_] { desk->run(); }) {}

web_client::~web_client() {
  desk_->close();
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach(); // it ends by itself, and has the desk
  else
    thread_.join();
}

tl::expected<web_caller::token, error> web_client::call(web_call what, work_done done) {
  return desk_->add(std::move(what), std::move(done));
}

void web_client::cancel(token which) {
  desk_->cancel(which);
}

time_point web_client::now() const {
  return steady::now();
}

} // namespace mesh::calls
