#include "messages/message.hpp"

#include <array>
#include <openssl/evp.h>

namespace mesh {

std::string_view to_string(strategy how) {
  constexpr std::array<std::string_view, 4> names{"direct", "broadcast", "scatter_gather",
                                                  "pipeline"};
  return names[static_cast<std::size_t>(how)];
}

std::string_view to_string(verb what) {
  constexpr std::array<std::string_view, 6> names{"observe", "orient", "decide",
                                                  "act",     "record", "sync"};
  return names[static_cast<std::size_t>(what)];
}

shared_message counted_apart(shared_message m) {
  auto holder = std::make_shared<shared_message>(std::move(m));
  const auto* what = holder->get();
  return {std::move(holder), what};
}

std::string hash_of_payload(const message& m) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free);
  auto add = [&](const std::string& text) {
    std::uint64_t size = text.size(); // the length keeps ("ab","c") and ("a","bc") apart
    EVP_DigestUpdate(context.get(), &size, sizeof size);
    EVP_DigestUpdate(context.get(), text.data(), text.size());
  };
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  add(m.payload);
  for (const auto& part : m.parts)
    add(part);
  std::string hash(32, '\0');
  EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()), nullptr);
  return hash;
}

} // namespace mesh
