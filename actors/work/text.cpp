#include "actors/work/text.hpp"

#include <openssl/evp.h>

namespace mesh {

namespace {

struct character {
  std::size_t bytes = 0; // 0: not well-formed
  char32_t code = 0;
};

/// Payload bits of a lead byte and the number of bytes it announces.
character lead(unsigned char byte) {
  if (byte < 0x80)
    return {1, byte};
  if (byte >= 0xc2 && byte < 0xe0)
    return {2, char32_t(byte & 0x1f)};
  if (byte >= 0xe0 && byte < 0xf0)
    return {3, char32_t(byte & 0x0f)};
  if (byte >= 0xf0 && byte < 0xf5)
    return {4, char32_t(byte & 0x07)};
  return {};
}

character decode(std::string_view rest) {
  auto c = lead(static_cast<unsigned char>(rest.front()));
  if (c.bytes > rest.size())
    return {};
  for (std::size_t i = 1; i < c.bytes; ++i) {
    auto byte = static_cast<unsigned char>(rest[i]);
    if ((byte & 0xc0) != 0x80)
      return {};
    c.code = (c.code << 6) | (byte & 0x3f);
  }
  bool overlong = (c.bytes == 3 && c.code < 0x800) || (c.bytes == 4 && c.code < 0x10000);
  bool surrogate = c.code >= 0xd800 && c.code < 0xe000;
  return overlong || surrogate || c.code > 0x10ffff ? character{} : c;
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

} // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    auto c = decode(bytes);
    if (c.bytes == 0)
      return false;
    bytes.remove_prefix(c.bytes);
  }
  return true;
}

std::string printable(std::string_view bytes, std::size_t max_chars) {
  std::string text;
  for (std::size_t n = 0; n < max_chars && !bytes.empty(); ++n) {
    auto c = decode(bytes);
    if (c.bytes == 0 || is_control(c.code))
      text += '.';
    else
      text += bytes.substr(0, c.bytes);
    bytes.remove_prefix(c.bytes == 0 ? 1 : c.bytes);
  }
  return bytes.empty() ? text : text + "...";
}

std::string_view last_line(std::string_view text) {
  auto end = text.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos)
    return {};
  text = text.substr(0, end + 1);
  auto newline = text.rfind('\n');
  return newline == std::string_view::npos ? text : text.substr(newline + 1);
}

std::string in_ms(duration d) {
  return std::to_string(std::chrono::ceil<milliseconds>(d).count()) + " ms";
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // and a NUL
  const auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

} // namespace mesh
