#include "runtime/records/conflict_entry.hpp"

#include <bit>
#include <concepts>

namespace mesh::storage {

namespace {

constexpr std::uint8_t conflict_format = 1;
constexpr std::uint8_t conflict_with_evidence = 2; // and the message that is held back
constexpr std::uint8_t resolution_format = 1;
constexpr auto agents_end = std::uint32_t{max_children * max_children * max_children};

class byte_writer {
public:
  void add(std::unsigned_integral auto number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
      bytes_ += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
  }
  void add(std::string_view text) {
    add(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  template <class Item>
  void add_all(const std::vector<Item>& items, auto add_one) {
    add(static_cast<std::uint32_t>(items.size()));
    for (const auto& item : items)
      add_one(item);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
  std::string bytes_;
};

/// Reads the same order; once it has failed it stays failed.
class byte_reader {
public:
  explicit byte_reader(std::string_view bytes) : bytes_(bytes) {}
  template <std::unsigned_integral Number>
  Number number() {
    std::uint64_t value = 0;
    if (good_ = good_ && bytes_.size() >= sizeof(Number); !good_)
      return 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    bytes_.remove_prefix(sizeof(Number));
    return static_cast<Number>(value);
  }
  std::string text() {
    auto size = number<std::uint32_t>();
    if (good_ = good_ && bytes_.size() >= size && size <= longest_text; !good_)
      return {};
    std::string value(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return value;
  }
  template <class Item>
  std::vector<Item> all(auto read_one) {
    std::vector<Item> items;
    for (auto left = number<std::uint32_t>(); good_ && left > 0; --left)
      items.push_back(read_one());
    return items;
  }
  agent_id agent() {
    auto packed = number<std::uint32_t>();
    check(packed < agents_end);
    return agent_id::unpack(packed % agents_end);
  }
  void check(bool is_so) { good_ = good_ && is_so; }
  [[nodiscard]] bool at_end() const { return good_ && bytes_.empty(); }

private:
  std::string_view bytes_;
  bool good_ = true;
};

void add(byte_writer& out, const std::vector<std::string>& texts) {
  out.add_all(texts, [&](const std::string& text) { out.add(std::string_view(text)); });
}

std::vector<std::string> read_texts(byte_reader& in) {
  return in.all<std::string>([&] { return in.text(); });
}

void add(byte_writer& out, const value_origin& from) {
  out.add(from.agent ? from.agent->packed() : agents_end);
  out.add(from.message.value);
  out.add(from.causation.value);
  out.add(from.lamport);
  out.add(from.agreeing);
}

value_origin read_origin(byte_reader& in) {
  value_origin from;
  auto agent = in.number<std::uint32_t>();
  in.check(agent <= agents_end);
  if (agent < agents_end)
    from.agent = agent_id::unpack(agent);
  from.message = {in.number<std::uint64_t>()};
  from.causation = {in.number<std::uint64_t>()};
  from.lamport = in.number<std::uint64_t>();
  from.agreeing = in.number<std::uint32_t>();
  return from;
}

void add(byte_writer& out, const conflict_evidence& e) {
  add(out, e.expected_by);
  add(out, e.received_from);
  out.add_all(e.events, [&](const causal_event& one) {
    out.add(one.message.value);
    out.add(one.causation.value);
    out.add(one.lamport);
    out.add(one.agent.packed());
  });
  add(out, e.needed_capabilities);
  add(out, e.expected_branch);
  add(out, e.received_branch);
}

conflict_evidence read_evidence(byte_reader& in) {
  conflict_evidence e;
  e.expected_by = read_origin(in);
  e.received_from = read_origin(in);
  e.events = in.all<causal_event>([&] {
    causal_event one;
    one.message = {in.number<std::uint64_t>()};
    one.causation = {in.number<std::uint64_t>()};
    one.lamport = in.number<std::uint64_t>();
    one.agent = in.agent();
    return one;
  });
  e.needed_capabilities = read_texts(in);
  e.expected_branch = read_texts(in);
  e.received_branch = read_texts(in);
  return e;
}

void add(byte_writer& out, const scope& where) {
  out.add(static_cast<std::uint8_t>(where.kind()));
  out.add(where.agent().packed());
}

scope read_scope(byte_reader& in) {
  auto level = in.number<std::uint8_t>();
  auto id = in.agent();
  scope where;
  if (level == static_cast<std::uint8_t>(scope::level::sector))
    where = id.parent().parent();
  else if (level == static_cast<std::uint8_t>(scope::level::cluster))
    where = id.parent();
  else if (level == static_cast<std::uint8_t>(scope::level::agent))
    where = id;
  in.check(static_cast<std::uint8_t>(where.kind()) == level && where.agent() == id);
  return where;
}

void add(byte_writer& out, const std::optional<quarantined_message>& held) {
  out.add(std::uint8_t{held.has_value()});
  if (!held)
    return;
  out.add(static_cast<std::uint8_t>(held->what));
  out.add(std::string_view(held->source));
  out.add(held->correlation.value);
  out.add(held->causation.value);
  out.add(held->lamport);
  out.add(std::bit_cast<std::uint64_t>(held->payload_weight));
  add(out, held->capabilities);
  out.add(std::string_view(held->payload));
  out.add(held->payload_bytes);
  add(out, held->given_to);
}

std::optional<quarantined_message> read_held(byte_reader& in) {
  auto there = in.number<std::uint8_t>();
  in.check(there <= 1);
  if (there != 1)
    return std::nullopt;
  quarantined_message held;
  held.what = static_cast<verb>(in.number<std::uint8_t>());
  in.check(held.what <= verb::sync);
  held.source = in.text();
  held.correlation = {in.number<std::uint64_t>()};
  held.causation = {in.number<std::uint64_t>()};
  held.lamport = in.number<std::uint64_t>();
  held.payload_weight = std::bit_cast<double>(in.number<std::uint64_t>());
  held.capabilities = read_texts(in);
  held.payload = in.text();
  held.payload_bytes = in.number<std::uint64_t>();
  held.given_to = read_scope(in);
  return held;
}

std::size_t room_of(const std::vector<std::string>& texts) {
  auto bytes = texts.size() * sizeof(std::string);
  for (const auto& text : texts)
    bytes += text.size();
  return bytes;
}

std::size_t room_of(const conflict_evidence& e) {
  return e.events.size() * sizeof(causal_event) + room_of(e.needed_capabilities)
         + room_of(e.expected_branch) + room_of(e.received_branch);
}

bool has_more(const conflict_record& r) {
  return r.held || r.what.evidence != conflict_evidence{};
}

} // namespace

std::size_t held_bytes(const conflict_entry& entry) {
  const auto& r = entry.record;
  auto bytes = r.what.expected.size() + r.what.received.size() + room_of(r.what.evidence);
  if (r.held)
    bytes += r.held->source.size() + r.held->payload.size() + room_of(r.held->capabilities);
  return bytes;
}

std::size_t held_bytes(const conflict_resolution& resolution) {
  return resolution.by.size() + resolution.how.size() + resolution.note.size();
}

std::string canonical_bytes(const conflict_entry& entry) {
  const auto& r = entry.record;
  byte_writer out;
  out.add(has_more(r) ? conflict_with_evidence : conflict_format);
  out.add(r.id.value);
  out.add(r.at_ms);
  out.add(r.agent.packed());
  out.add(r.message.value);
  out.add(static_cast<std::uint8_t>(r.what.type));
  out.add(entry.priority);
  out.add(r.what.context_hash);
  out.add(r.what.depth);
  out.add(r.what.affected_agents);
  out.add(std::string_view(r.what.expected));
  out.add(std::string_view(r.what.received));
  if (has_more(r)) {
    add(out, r.what.evidence);
    add(out, r.held);
  }
  return out.take();
}

bool from_canonical(std::string_view bytes, conflict_entry& entry) {
  byte_reader in(bytes);
  auto& r = entry.record;
  auto format = in.number<std::uint8_t>();
  if (format != conflict_format && format != conflict_with_evidence)
    return false;
  r.id = {in.number<std::uint64_t>()};
  r.at_ms = in.number<std::uint64_t>();
  r.agent = in.agent();
  r.message = {in.number<std::uint64_t>()};
  r.what.type = static_cast<conflict_type>(in.number<std::uint8_t>());
  entry.priority = in.number<std::uint8_t>();
  r.what.context_hash = in.number<std::uint64_t>();
  r.what.depth = in.number<std::uint32_t>();
  r.what.affected_agents = in.number<std::uint32_t>();
  r.what.expected = in.text();
  r.what.received = in.text();
  if (format == conflict_with_evidence) {
    r.what.evidence = read_evidence(in);
    r.held = read_held(in);
    in.check(has_more(r));
  }
  return in.at_end() && r.what.type <= conflict_type::other
         && entry.priority <= highest_priority;
}

std::string canonical_bytes(const conflict_resolution& resolution) {
  byte_writer out;
  out.add(resolution_format);
  out.add(resolution.conflict.value);
  out.add(resolution.at_ms);
  out.add(std::string_view(resolution.by));
  out.add(std::string_view(resolution.how));
  out.add(std::string_view(resolution.note));
  return out.take();
}

bool from_canonical(std::string_view bytes, conflict_resolution& resolution) {
  byte_reader in(bytes);
  if (in.number<std::uint8_t>() != resolution_format)
    return false;
  resolution.conflict = {in.number<std::uint64_t>()};
  resolution.at_ms = in.number<std::uint64_t>();
  resolution.by = in.text();
  resolution.how = in.text();
  resolution.note = in.text();
  return in.at_end();
}

} // namespace mesh::storage
