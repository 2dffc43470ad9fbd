#include "messages/ids.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace mesh {

namespace {

void append_level(std::string& text, char letter, int number) {
  text += letter;
  text += static_cast<char>('0' + number / 10);
  text += static_cast<char>('0' + number % 10);
}

/// Reads one level such as `s07`; false when `text` does not begin with it.
bool take_level(std::string_view& text, char letter, std::uint8_t& number) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  if (text.size() < 3 || text[0] != letter || !digit(text[1]) || !digit(text[2]))
    return false;
  number = static_cast<std::uint8_t>((text[1] - '0') * 10 + (text[2] - '0'));
  text.remove_prefix(3);
  return true;
}

bool take_dot(std::string_view& text) {
  if (text.empty() || text[0] != '.')
    return false;
  text.remove_prefix(1);
  return true;
}

error invalid(std::string_view text, std::string_view expected) {
  return {errc::invalid_id,
          "\"" + std::string(text) + "\" is not an id; expected " + std::string(expected)};
}

} // namespace

agent_id agent_id::unpack(std::uint32_t packed) {
  return {static_cast<std::uint8_t>(packed / (max_children * max_children)),
          static_cast<std::uint8_t>(packed / max_children % max_children),
          static_cast<std::uint8_t>(packed % max_children)};
}

std::string to_string(sector_id id) {
  std::string text;
  append_level(text, 's', id.sector);
  return text;
}

std::string to_string(cluster_id id) {
  auto text = to_string(id.parent()) + ".";
  append_level(text, 'c', id.cluster);
  return text;
}

std::string to_string(agent_id id) {
  auto text = to_string(id.parent()) + ".";
  append_level(text, 'a', id.agent);
  return text;
}

bool scope::contains(agent_id id) const {
  switch (level_) {
  case level::all:
    return true;
  case level::sector:
    return id.sector == id_.sector;
  case level::cluster:
    return id.parent() == id_.parent();
  case level::agent:
    return id == id_;
  }
  return false;
}

bool scope::touches(sector_id id) const {
  return level_ == level::all || id.sector == id_.sector;
}

bool scope::touches(cluster_id id) const {
  if (level_ == level::all || level_ == level::sector)
    return touches(id.parent());
  return id == id_.parent();
}

std::string to_string(const scope& where) {
  switch (where.kind()) {
  case scope::level::sector:
    return to_string(where.sector());
  case scope::level::cluster:
    return to_string(where.cluster());
  case scope::level::agent:
    return to_string(where.agent());
  case scope::level::all:
    break;
  }
  return "all";
}

tl::expected<scope, error> parse_scope(std::string_view text) {
  if (text == "all")
    return scope{};
  auto rest = text;
  agent_id id;
  auto fail = [&] {
    return tl::unexpected(invalid(text, "all, a sector (s07), a cluster (s07.c04) or an "
                                        "agent (s07.c04.a12)"));
  };
  if (!take_level(rest, 's', id.sector))
    return fail();
  if (rest.empty())
    return scope{id.parent().parent()};
  if (!take_dot(rest) || !take_level(rest, 'c', id.cluster))
    return fail();
  if (rest.empty())
    return scope{id.parent()};
  if (!take_dot(rest) || !take_level(rest, 'a', id.agent) || !rest.empty())
    return fail();
  return scope{id};
}

tl::expected<agent_id, error> parse_agent_id(std::string_view text) {
  auto where = parse_scope(text);
  if (!where || where->kind() != scope::level::agent)
    return tl::unexpected(invalid(text, "an agent (s07.c04.a12)"));
  return where->agent();
}

std::string to_string(message_id id) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(id.value));
  return text.data();
}

std::optional<message_id> parse_message_id(std::string_view text) {
  constexpr int digits = 16;
  message_id id;
  const auto* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, id.value, digits);
  if (text.size() != digits || failed != std::errc{} || stop != end)
    return std::nullopt;
  return id;
}

message_id message_id_source::next(std::uint64_t now_ms) {
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    sequence_ = 0;
  } else if (sequence_ == last_sequence) {
    ++last_ms_; // borrow from the future rather than repeat an id
    sequence_ = 0;
  } else {
    ++sequence_;
  }
  return {(last_ms_ << 23) | (std::uint64_t{node_} << 9) | sequence_};
}

} // namespace mesh
