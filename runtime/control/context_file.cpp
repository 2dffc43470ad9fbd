#include "runtime/control/context_file.hpp"

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "runtime/base/file_io.hpp"

namespace mesh::control {

namespace {

using nlohmann::ordered_json;
constexpr std::size_t longest_file = 1'048'576;

/// A text field of a context.
struct text_field {
  const char* name;
  std::string context::*field;
};
constexpr std::array text_fields{
    text_field{"at", &context::at}, text_field{"certs", &context::certs},
    text_field{"as", &context::as}, text_field{"server_name", &context::server_name},
    text_field{"session", &context::session}};

tl::unexpected<error> damaged(const std::filesystem::path& file, const std::string& what) {
  return tl::unexpected(error{errc::parse_error, file.string() + " is damaged: " + what,
                              "correct it, or delete it and add the contexts anew"});
}

std::filesystem::path variable(const char* name) {
  const auto* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

} // namespace

tl::expected<std::filesystem::path, error> context_path() {
  // The XDG specification has relative paths ignored.
  if (const auto config = variable("XDG_CONFIG_HOME"); config.is_absolute())
    return config / "mesh" / "contexts.json";
  if (const auto home = variable("HOME"); !home.empty())
    return home / ".config" / "mesh" / "contexts.json";
  return tl::unexpected(error{errc::unknown_target, "there is no folder for contexts",
                              "set HOME or XDG_CONFIG_HOME"});
}

tl::expected<contexts, error> load_contexts(const std::filesystem::path& file) {
  std::error_code why;
  if (!std::filesystem::exists(file, why) && !why)
    return contexts{};
  auto text = storage::read_file(file, longest_file);
  if (!text)
    return tl::unexpected(text.error());
  const auto json = ordered_json::parse(*text, nullptr, false);
  if (text->find('\0') != std::string::npos) // the library takes it for the end
    return damaged(file, "there is a byte 0 in it");
  if (!json.is_object() || !json.contains("contexts") || !json["contexts"].is_object())
    return damaged(file, "expected an object with \"contexts\"");
  contexts read;
  for (const auto& [name, fields] : json["contexts"].items()) {
    if (!fields.is_object())
      return damaged(file, "/contexts/" + name + " is no object");
    auto& one = read.all[name];
    for (const auto& [key, field] : text_fields) {
      const auto found = fields.find(key);
      if (found != fields.end() && !found->is_string())
        return damaged(file, "/contexts/" + name + "/" + key + " is no text");
      if (found != fields.end())
        one.*field = found->get<std::string>();
    }
    if (one.at.empty())
      return damaged(file, "/contexts/" + name + "/at is missing");
  }
  const auto current = json.find("current");
  if (current == json.end() || current->is_null())
    return read;
  if (!current->is_string())
    return damaged(file, "/current is no text");
  read.current = current->get<std::string>();
  if (!read.current.empty() && !read.all.contains(read.current))
    return damaged(file, "/current names " + read.current + ", which is not there");
  return read;
}

tl::expected<void, error> save_contexts(const std::filesystem::path& file,
                                        const contexts& what) {
  ordered_json json;
  json["current"] = what.current;
  json["contexts"] = ordered_json::object();
  for (const auto& [name, one] : what.all)
    for (const auto& [key, field] : text_fields)
      json["contexts"][name][key] = one.*field;
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  if (failed)
    return tl::unexpected(
        storage::io_failure("cannot make the folder", file.parent_path(), failed.value()));
  constexpr auto replace = ordered_json::error_handler_t::replace;
  return storage::replace_file(file, json.dump(2, ' ', false, replace) + "\n",
                               storage::for_owner_only);
}

} // namespace mesh::control
