#include "runtime/agent_client/agent_credentials.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "actors/work/text.hpp"
#include "runtime/base/file_io.hpp"
#include "runtime/base/secret_file.hpp"

namespace mesh::agent_client {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t largest_file = 65'536;
constexpr std::string_view invite_end = ".invite.json";
constexpr std::string_view credentials_end = ".agent.json";

error not_read(const fs::path& file, const std::string& what) {
  return {errc::parse_error, file.string() + ": " + what,
          "it is an invite of 'agent enroll', or the credentials made of one"};
}

/// A private key in base64; none when it is not 32 bytes of it.
std::optional<keys::signing_key> key_of(const std::string& text) {
  constexpr std::size_t characters = 44; // of 32 bytes
  keys::seed seed{};
  std::array<unsigned char, 33> bytes{};
  if (text.size() != characters
      || EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                         static_cast<int>(text.size()))
             != static_cast<int>(bytes.size()))
    return std::nullopt;
  std::copy_n(bytes.begin(), seed.size(), seed.begin());
  auto key = keys::signing_key::from_seed(seed);
  return key ? std::optional(std::move(*key)) : std::nullopt;
}

std::string text_of(const keys::signing_key& key) {
  const auto seed = key.secret();
  return base64({reinterpret_cast<const char*>(seed.data()), seed.size()});
}

tl::expected<json, error> read_json(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    return tl::unexpected(error{errc::unknown_target, file.string() + " is not there",
                                "make an invite with 'agent enroll NAME --to FILE'"});
  auto text = storage::read_file(file, largest_file);
  if (!text)
    return tl::unexpected(text.error());
  auto all = json::parse(*text, nullptr, false);
  if (!all.is_object())
    return tl::unexpected(not_read(file, "no JSON object"));
  return all;
}

tl::expected<void, error> for_owner_only(const fs::path& file) {
  if (storage::is_exposed(file))
    return tl::unexpected(error{errc::key_exposed,
                                file.string() + " holds a key, and others may read it",
                                "chmod 600 " + file.string()});
  return {};
}

/// Of other hosts; a file need not name any. Throws what the JSON library throws.
std::vector<std::string> urls_in(const json& all) {
  return all.contains("urls") ? all.at("urls").get<std::vector<std::string>>()
                              : std::vector<std::string>();
}

/// Throws what the JSON library throws.
tl::expected<kept_credentials, error> credentials_in(const json& all, const fs::path& file) {
  if (auto good = for_owner_only(file); !good)
    return tl::unexpected(good.error());
  auto key = key_of(all.at("key").get<std::string>());
  if (!key)
    return tl::unexpected(not_read(file, "`key` is not a key of 32 bytes in base64"));
  agent_credentials who{all.at("agent"), all.at("url"), all.at("ca"), all.value("token", ""),
                        std::move(*key)};
  who.urls = urls_in(all);
  if (all.contains("next_key"))
    who.next_key = key_of(all.at("next_key").get<std::string>());
  return kept_credentials{std::move(who), file};
}

} // namespace

fs::path credentials_file_of(const fs::path& invite) {
  auto name = invite.filename().string();
  if (name.ends_with(invite_end))
    name.resize(name.size() - invite_end.size());
  return invite.parent_path() / (name + std::string(credentials_end));
}

tl::expected<kept_credentials, error> open_credentials(const fs::path& file) {
  auto all = read_json(file);
  if (!all)
    return tl::unexpected(all.error());
  try {
    if (all->value("mesh_agent", 0) == 1)
      return credentials_in(*all, file);
    if (all->value("mesh_invite", 0) != 1)
      return tl::unexpected(not_read(file, "neither `mesh_invite` nor `mesh_agent` is 1"));
    const auto kept_at = credentials_file_of(file);
    if (std::error_code ignored; fs::exists(kept_at, ignored)) {
      auto before = read_json(kept_at);
      if (!before)
        return tl::unexpected(before.error());
      auto kept = credentials_in(*before, kept_at);
      // A newer invite of the same agent: it was enrolled again.
      if (kept && !kept->who.token.empty())
        kept->who.token = all->at("token");
      return kept;
    }
    auto key = keys::signing_key::make();
    if (!key)
      return tl::unexpected(key.error());
    kept_credentials made{
        {all->at("agent"), all->at("url"), all->at("ca"), all->at("token"), std::move(*key)},
        kept_at};
    made.who.urls = urls_in(*all);
    if (auto kept = keep_credentials(made); !kept)
      return tl::unexpected(kept.error());
    return made;
  } catch (const json::exception& wrong) {
    return tl::unexpected(not_read(file, wrong.what()));
  }
}

tl::expected<void, error> keep_credentials(const kept_credentials& what) {
  json all{{"mesh_agent", 1},
           {"agent", what.who.agent},
           {"url", what.who.url},
           {"ca", what.who.ca},
           {"key", text_of(what.who.key)}};
  if (!what.who.urls.empty())
    all["urls"] = what.who.urls;
  if (!what.who.token.empty())
    all["token"] = what.who.token;
  if (what.who.next_key)
    all["next_key"] = text_of(*what.who.next_key);
  return storage::replace_file(what.path, all.dump(2) + '\n', storage::for_owner_only);
}

} // namespace mesh::agent_client
