#include "runtime/storage/conflict_entry.hpp"

#include <concepts>

namespace mesh::storage {

namespace {

constexpr std::uint8_t conflict_format = 1;
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
  [[nodiscard]] bool at_end() const { return good_ && bytes_.empty(); }

private:
  std::string_view bytes_;
  bool good_ = true;
};

} // namespace

std::string canonical_bytes(const conflict_entry& entry) {
  const auto& r = entry.record;
  byte_writer out;
  out.add(conflict_format);
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
  return out.take();
}

bool from_canonical(std::string_view bytes, conflict_entry& entry) {
  byte_reader in(bytes);
  auto& r = entry.record;
  if (in.number<std::uint8_t>() != conflict_format)
    return false;
  r.id = {in.number<std::uint64_t>()};
  r.at_ms = in.number<std::uint64_t>();
  auto agent = in.number<std::uint32_t>();
  r.agent = agent_id::unpack(agent % agents_end);
  r.message = {in.number<std::uint64_t>()};
  r.what.type = static_cast<conflict_type>(in.number<std::uint8_t>());
  entry.priority = in.number<std::uint8_t>();
  r.what.context_hash = in.number<std::uint64_t>();
  r.what.depth = in.number<std::uint32_t>();
  r.what.affected_agents = in.number<std::uint32_t>();
  r.what.expected = in.text();
  r.what.received = in.text();
  return in.at_end() && agent < agents_end && r.what.type <= conflict_type::other
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
