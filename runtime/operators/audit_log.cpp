#include "runtime/operators/audit_log.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

namespace mesh {

std::string encode_audit(const audit_entry& what) {
  return nlohmann::ordered_json{{"number", what.number},      {"at_ms", what.at_ms},
                                {"what", what.what},          {"who", what.who},
                                {"from", what.from},          {"text", what.text},
                                {"exit_code", what.exit_code}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

tl::expected<audit_entry, error> decode_audit(std::string_view line) {
  try {
    const auto j = nlohmann::json::parse(line);
    return audit_entry{j.at("number"), j.at("at_ms"), j.at("what"),     j.at("who"),
                       j.at("from"),   j.at("text"),  j.at("exit_code")};
  } catch (const std::exception& e) {
    return tl::unexpected(error{errc::invalid_argument,
                                std::string("it is no entry of the audit log: ") + e.what()});
  }
}

void audit_log::add(audit_entry what) {
  count_ = std::max(count_, what.number);
  newest_.push_back(std::move(what));
  if (newest_.size() > most_in_memory)
    newest_.pop_front();
}

tl::expected<void, error> audit_log::restore(std::string_view line) {
  auto what = decode_audit(line);
  if (!what)
    return tl::unexpected(what.error());
  const std::lock_guard lock(mutex_);
  add(*std::move(what));
  return {};
}

void audit_log::note(audit_entry what) {
  const std::lock_guard lock(mutex_);
  what.number = count_ + 1;
  if (what.text.size() > longest_text)
    what.text = what.text.substr(0, longest_text) + "...";
  if (keeper_ != nullptr)
    keeper_->keep(encode_audit(what), [](const tl::expected<void, error>&) {
      // The store itself reports that its disk takes nothing.
    });
  add(std::move(what));
}

std::vector<audit_entry> audit_log::last(std::size_t most, const std::string& who) const {
  const std::lock_guard lock(mutex_);
  std::vector<audit_entry> found;
  for (auto at = newest_.rbegin(); at != newest_.rend() && found.size() < most; ++at)
    if (who.empty() || at->who == who)
      found.push_back(*at);
  std::ranges::reverse(found);
  return found;
}

std::uint64_t audit_log::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

} // namespace mesh
