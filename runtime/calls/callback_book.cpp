#include "runtime/calls/callback_book.hpp"

#include "actors/work/http/call_result.hpp"
#include "runtime/identity/secret_token.hpp"

namespace mesh::calls {

void callback_book::serve(const std::string& url) {
  const std::lock_guard lock(mutex_);
  base_ = url.substr(0, url.find_last_not_of('/') + 1);
  if (!base_.empty())
    base_ += callback_path;
}

std::string callback_book::url_of(const std::string& token) const {
  const std::lock_guard lock(mutex_);
  return base_.empty() ? std::string() : base_ + token;
}

tl::expected<std::string, error> callback_book::expect(awaited_answer what, std::size_t most) {
  auto token = identity::secret_token();
  if (!token)
    return token;
  const std::lock_guard lock(mutex_);
  if (open_ >= most)
    return tl::unexpected(error{errc::queue_full, "as many answers are awaited as "
                                                  "calls.callbacks ("
                                                      + std::to_string(most) + ")"});
  most_ = most;
  ++open_;
  all_[storage::sha256({*token})] = {std::move(what)};
  return token;
}

bool callback_book::end(const std::string& token, bool answered) {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(storage::sha256({token}));
  if (found == all_.end())
    return true;
  if (found->second.now != callback_end::taken)
    return found->second.now != callback_end::answered;
  close(found, answered ? callback_end::answered : callback_end::too_late);
  return true;
}

tl::expected<std::size_t, callback_end> callback_book::room(std::string_view token) const {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(storage::sha256({token}));
  if (found == all_.end())
    return tl::unexpected(callback_end::unknown);
  if (found->second.now != callback_end::taken)
    return tl::unexpected(found->second.now);
  return found->second.what.bytes;
}

callback_book::verdict callback_book::give(std::string_view token, std::string_view body) {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(storage::sha256({token}));
  if (found == all_.end())
    return {callback_end::unknown};
  if (found->second.now != callback_end::taken)
    return {found->second.now};
  auto result = read_call_answer(body, found->second.what.id);
  verdict told{callback_end::taken};
  if (result.failure == errc::call_bad_answer)
    told = {callback_end::bad, result.detail};
  // Under the lock: whoever ends the wait learns of no answer that is not on its way.
  found->second.what.take(std::move(result));
  close(found, callback_end::answered);
  return told;
}

void callback_book::close(entries::iterator which, callback_end how) {
  which->second = {{}, how};
  --open_;
  ended_.push_back(which->first);
  for (; ended_.size() > most_; ended_.pop_front())
    all_.erase(ended_.front());
}

} // namespace mesh::calls
