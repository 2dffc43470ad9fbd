#include "runtime/records/digest.hpp"

#include <memory>
#include <openssl/evp.h>

namespace mesh::storage {

digest sha256(std::initializer_list<std::string_view> texts) {
  // Looked up once: a lookup takes longer than the hash of a short record.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), algorithm.get(), nullptr);
  for (auto text : texts)
    EVP_DigestUpdate(context.get(), text.data(), text.size());
  digest result{};
  EVP_DigestFinal_ex(context.get(), result.data(), nullptr);
  return result;
}

} // namespace mesh::storage
