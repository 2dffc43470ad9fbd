#include "messages/context.hpp"

#include <algorithm>

namespace mesh {

namespace {

/// FNV-1a: it tells damage apart, it does not keep anybody from forging.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3;
  return std::max<std::uint64_t>(1, hash);
}

} // namespace

shared_context make_context(std::string text) {
  auto hash = hash_of(text);
  return std::make_shared<const loaded_context>(loaded_context{std::move(text), hash});
}

} // namespace mesh
