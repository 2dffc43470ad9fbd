#include <algorithm>
#include <array>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "messages/codec_parts.hpp"
#include "messages/link_batch.hpp"

// LinkBatch of mesh.proto, written and read by hand: a million entries a second
// pass here, and Protobuf's own code would first make an object of each. A test
// holds the two against each other.
namespace mesh {

namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using wire_format = google::protobuf::internal::WireFormatLite;

constexpr auto tag_of(int field, wire_format::WireType type) {
  return static_cast<std::uint32_t>(field << 3) | static_cast<std::uint32_t>(type);
}
constexpr auto varint = wire_format::WIRETYPE_VARINT;
constexpr auto fixed64 = wire_format::WIRETYPE_FIXED64;
constexpr auto bytes_of = wire_format::WIRETYPE_LENGTH_DELIMITED;

namespace entry_tag {
constexpr auto kind = tag_of(1, varint);
constexpr auto where = tag_of(2, bytes_of);
constexpr auto number = tag_of(3, varint);
constexpr auto waited_us = tag_of(4, varint);
constexpr auto body = tag_of(5, bytes_of);
} // namespace entry_tag

namespace batch_tag {
constexpr auto version = tag_of(1, varint);
constexpr auto from = tag_of(2, fixed64);
constexpr auto to = tag_of(3, fixed64);
constexpr auto first = tag_of(4, varint);
constexpr auto acknowledged = tag_of(5, varint);
constexpr auto credit = tag_of(6, varint);
constexpr auto stamp_us = tag_of(7, varint);
constexpr auto echo_us = tag_of(8, varint);
constexpr auto held_us = tag_of(9, varint);
constexpr auto entry = tag_of(10, bytes_of);
constexpr auto slice_at = tag_of(11, varint);
constexpr auto slice_of = tag_of(12, varint);
} // namespace batch_tag

/// Room for all fields of an entry or a batch but the body: every tag is one
/// byte, every number at most ten, a place at most eleven.
class small_fields {
public:
  void number(std::uint32_t tag, std::uint64_t value) {
    if (value == 0)
      return; // as proto3 has it
    *end_++ = static_cast<std::uint8_t>(tag);
    end_ = CodedOutputStream::WriteVarint64ToArray(value, end_);
  }
  void fixed(std::uint32_t tag, std::uint64_t value) {
    if (value == 0)
      return;
    *end_++ = static_cast<std::uint8_t>(tag);
    end_ = CodedOutputStream::WriteLittleEndian64ToArray(value, end_);
  }
  /// Of what follows.
  void length(std::uint32_t tag, std::size_t size) {
    *end_++ = static_cast<std::uint8_t>(tag);
    end_ = CodedOutputStream::WriteVarint64ToArray(size, end_);
  }
  void text(std::uint32_t tag, std::string_view value) {
    length(tag, value.size());
    end_ = std::copy(value.begin(), value.end(), end_);
  }
  [[nodiscard]] std::string_view written() const {
    return {reinterpret_cast<const char*>(room_.data()),
            static_cast<std::size_t>(end_ - room_.data())};
  }

private:
  std::array<std::uint8_t, 128> room_;
  std::uint8_t* end_ = room_.data();
};

constexpr std::size_t most_besides_body = 64; // of an entry, with its own length

void write(const link_entry& e, std::string& to) {
  small_fields fields;
  fields.number(entry_tag::kind, static_cast<std::uint64_t>(e.kind));
  if (e.where.kind() != scope::level::all)
    fields.text(entry_tag::where, to_string(e.where));
  fields.number(entry_tag::number, e.number);
  fields.number(entry_tag::waited_us,
                static_cast<std::uint64_t>(std::max<std::int64_t>(codec::to_us(e.waited), 0)));
  if (!e.body.empty())
    fields.length(entry_tag::body, e.body.size());
  small_fields begin;
  begin.length(batch_tag::entry, fields.written().size() + e.body.size());
  to += begin.written();
  to += fields.written();
  to += e.body;
}

/// Calls `field(tag)` for each field up to the end or the limit; what it does
/// not know is passed over. False for what is no Protobuf, or when it was.
template <class Field>
bool each_field(CodedInputStream& in, Field field) {
  while (auto tag = in.ReadTag())
    if (!field(tag))
      return false;
  return in.ConsumedEntireMessage();
}

bool span_field(CodedInputStream& in, std::int64_t& us) {
  std::uint64_t value = 0;
  if (!in.ReadVarint64(&value) || value > static_cast<std::uint64_t>(codec::longest_us))
    return false;
  us = static_cast<std::int64_t>(value);
  return true;
}

bool text_field(CodedInputStream& in, std::string& to, std::size_t longest) {
  std::uint32_t size = 0;
  return in.ReadVarint32(&size) && size <= longest
         && in.ReadString(&to, static_cast<int>(size));
}

bool read_where(CodedInputStream& in, scope& to) {
  std::string text; // short enough to need no memory
  return text_field(in, text, 11) && codec::read_scope(text, to);
}

bool read_kind(CodedInputStream& in, entry_kind& to) {
  std::uint64_t value = 0;
  if (!in.ReadVarint64(&value) || value > UINT8_MAX)
    return false;
  to = static_cast<entry_kind>(value);
  return true;
}

bool read_entry(CodedInputStream& in, link_entry& e) {
  std::uint32_t size = 0;
  if (!in.ReadVarint32(&size) || size > INT32_MAX)
    return false;
  auto outer = in.PushLimit(static_cast<int>(size));
  std::int64_t waited_us = 0;
  e.kind = entry_kind{};
  bool good = each_field(in, [&](std::uint32_t tag) {
    switch (tag) {
    case entry_tag::kind:
      return read_kind(in, e.kind);
    case entry_tag::where:
      return read_where(in, e.where);
    case entry_tag::number:
      return in.ReadVarint64(&e.number);
    case entry_tag::waited_us:
      return span_field(in, waited_us);
    case entry_tag::body:
      return text_field(in, e.body, longest_body);
    default:
      return wire_format::SkipField(&in, tag);
    }
  });
  in.PopLimit(outer);
  e.waited = microseconds(waited_us);
  return good && e.kind != entry_kind{};
}

bool read_next_entry(CodedInputStream& in, std::vector<link_entry>& to) {
  return to.size() < most_entries && read_entry(in, to.emplace_back());
}

bool sound_slice(const link_batch& b) {
  if (b.slice_of == 0)
    return b.slice_at == 0;
  return b.slice_of <= longest_body && b.entries.size() == 1 && b.slice_at <= b.slice_of
         && b.entries.front().body.size() <= b.slice_of - b.slice_at;
}

} // namespace

std::string encode(const link_batch& b) {
  std::size_t most = 2 * most_besides_body;
  for (const auto& e : b.entries)
    most += e.body.size() + most_besides_body;
  std::string bytes;
  bytes.reserve(most);
  small_fields fields;
  fields.number(batch_tag::version, b.version);
  fields.fixed(batch_tag::from, b.from);
  fields.fixed(batch_tag::to, b.to);
  fields.number(batch_tag::first, b.first);
  fields.number(batch_tag::acknowledged, b.acknowledged);
  fields.number(batch_tag::credit, b.credit);
  fields.number(batch_tag::stamp_us, static_cast<std::uint64_t>(b.stamp_us));
  fields.number(batch_tag::echo_us, static_cast<std::uint64_t>(b.echo_us));
  fields.number(batch_tag::held_us, static_cast<std::uint64_t>(b.held_us));
  bytes += fields.written();
  for (const auto& e : b.entries)
    write(e, bytes);
  small_fields slice;
  slice.number(batch_tag::slice_at, b.slice_at);
  slice.number(batch_tag::slice_of, b.slice_of);
  bytes += slice.written();
  return bytes;
}

bool decode(std::string_view bytes, link_batch& out) {
  if (bytes.size() > INT32_MAX)
    return false;
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  out = {};
  bool good = each_field(in, [&](std::uint32_t tag) {
    switch (tag) {
    case batch_tag::version:
      return in.ReadVarint32(&out.version);
    case batch_tag::from:
      return in.ReadLittleEndian64(&out.from);
    case batch_tag::to:
      return in.ReadLittleEndian64(&out.to);
    case batch_tag::first:
      return in.ReadVarint64(&out.first);
    case batch_tag::acknowledged:
      return in.ReadVarint64(&out.acknowledged);
    case batch_tag::credit:
      return in.ReadVarint32(&out.credit);
    case batch_tag::stamp_us:
      return span_field(in, out.stamp_us);
    case batch_tag::echo_us:
      return span_field(in, out.echo_us);
    case batch_tag::held_us:
      return span_field(in, out.held_us);
    case batch_tag::entry:
      return read_next_entry(in, out.entries);
    case batch_tag::slice_at:
      return in.ReadVarint64(&out.slice_at);
    case batch_tag::slice_of:
      return in.ReadVarint64(&out.slice_of);
    default:
      return wire_format::SkipField(&in, tag);
    }
  });
  if (out.version == 0) // which nobody is, and Protobuf does not write
    out.version = link_batch{}.version;
  return good && sound_slice(out) && (out.first > 0 || out.entries.empty())
         && out.first <= UINT64_MAX - most_entries;
}

} // namespace mesh
