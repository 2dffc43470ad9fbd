#include "actors/work/http/webhook_signature.hpp"

#include "actors/work/text.hpp"

namespace mesh {

std::string webhook_signed_text(std::string_view id, std::int64_t now_s,
                                std::string_view body) {
  std::string text(id);
  text += '.';
  text += std::to_string(now_s);
  text += '.';
  return text.append(body);
}

std::string webhook_signature(std::string_view signature) {
  return "v1a," + base64(signature);
}

std::string webhook_public_key(std::string_view key) {
  return "whpk_" + base64(key);
}

} // namespace mesh
