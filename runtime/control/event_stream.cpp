#include "runtime/control/event_stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "runtime/base/visible.hpp"

namespace mesh::control {

using json = nlohmann::ordered_json;

namespace {

/// `after=ID` of a query: for clients that cannot set a header.
std::string_view after_in(std::string_view query) {
  constexpr std::string_view key = "after=";
  for (std::size_t at = 0; at < query.size();) {
    const auto end = std::min(query.find('&', at), query.size());
    const auto one = query.substr(at, end - at);
    if (one.starts_with(key))
      return one.substr(key.size());
    at = end + 1;
  }
  return {};
}

template <int Base>
bool read_whole(std::string_view text, std::uint64_t& to) {
  const auto* end = text.data() + text.size();
  const auto [stopped, wrong] = std::from_chars(text.data(), end, to, Base);
  return wrong == std::errc() && stopped == end;
}

} // namespace

std::string to_string(const event_place& place) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%llx-%llu",
                static_cast<unsigned long long>(place.start_ms),
                static_cast<unsigned long long>(place.id));
  return text.data();
}

std::optional<event_place> parse_event_place(std::string_view text) {
  constexpr int hex = 16, decimal = 10;
  const auto dash = text.find('-');
  event_place place;
  if (dash == std::string_view::npos || !read_whole<hex>(text.substr(0, dash), place.start_ms)
      || !read_whole<decimal>(text.substr(dash + 1), place.id))
    return std::nullopt;
  return place;
}

tl::expected<event_stream, error> event_stream::of(const request& what, std::uint64_t start_ms,
                                                   std::uint64_t newest) {
  event_stream made;
  made.sse_ = what.accept.find(event_stream_type) != std::string::npos;
  made.start_ms_ = start_ms;
  made.after_ = newest;
  const std::string_view seen =
      what.last_event_id.empty() ? after_in(what.query) : what.last_event_id;
  if (seen.empty())
    return made;
  const auto place = parse_event_place(seen);
  if (!place)
    return tl::unexpected(error{errc::invalid_argument,
                                "there is no event with the id '" + std::string(seen) + "'",
                                "give the id of a line of this stream, or none"});
  made.other_start_ = place->start_ms != start_ms || place->id > newest;
  made.after_ = made.other_start_ ? 0 : place->id;
  return made;
}

std::string event_stream::piece(const json& line, std::uint64_t id) const {
  auto text = json_text(line);
  if (!sse_)
    return text + "\n";
  return "id: " + to_string(event_place{start_ms_, id}) + "\ndata: " + text + "\n\n";
}

std::string event_stream::write(const event_log::news& news,
                                const console::event_times& times) {
  std::string all;
  const bool other_start = std::exchange(other_start_, false);
  const bool missed = news.dropped_to > std::max(after_, missed_to_);
  missed_to_ = std::max(missed_to_, news.dropped_to); // and is said once
  if (other_start || missed)
    all += piece({{"id", to_string(event_place{start_ms_, after_})},
                  {"kind", "gap"},
                  {"class", "EVENTS_MISSED"},
                  {"where", "all"},
                  {"line", "some events since the last one seen are no longer kept"}},
                 after_);
  for (const auto& e : news.events) {
    after_ = e.id;
    json line{{"id", to_string(event_place{start_ms_, e.id})}};
    line.update(console::event_json(e, times));
    all += piece(line, e.id);
  }
  return all;
}

} // namespace mesh::control
