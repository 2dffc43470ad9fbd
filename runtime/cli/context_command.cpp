#include "runtime/cli/context_command.hpp"

#include <cstdio>
#include <filesystem>

#include "runtime/cli/command_line.hpp"
#include "runtime/control/context_file.hpp"
#include "runtime/control/credentials_choice.hpp"
#include "runtime/control/login_store.hpp"
#include "runtime/identity/peer_name.hpp"

namespace mesh {

namespace {

using control::contexts;
using outcome = tl::expected<contexts, error>;

error no_context(const std::string& name) {
  return {errc::invalid_argument, "there is no context " + name, "see: mesh context list"};
}

/// Checked now, so that a slip is seen here and not with the next command.
outcome with_added(contexts known, const std::string& name, const remote_options& where) {
  if (auto good = identity::check_node_name(name); !good)
    return tl::unexpected(good.error());
  if (known.all.contains(name))
    return tl::unexpected(error{errc::already_exists, "there is a context " + name,
                                "mesh context remove " + name});
  if (auto read = control::read_host_port(where.at); !read)
    return tl::unexpected(read.error());
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(where.certs, ignored).lexically_normal();
  auto files = control::choose_credentials(folder, identity::node_role::operators, where.as);
  if (!files)
    return tl::unexpected(files.error());
  if (auto readable = identity::read_certificate(files->certificate); !readable)
    return tl::unexpected(readable.error());
  known.all[name] = {where.at, folder.string(), where.as, where.server_name};
  if (known.current.empty())
    known.current = name;
  return known;
}

outcome with_current(contexts known, const std::string& name) {
  if (!known.all.contains(name))
    return tl::unexpected(no_context(name));
  known.current = name;
  return known;
}

outcome without(contexts known, const std::string& name) {
  if (known.all.erase(name) == 0)
    return tl::unexpected(no_context(name));
  if (known.current == name)
    known.current.clear();
  return known;
}

void print(const contexts& known, console::output_format format) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& [name, one] : known.all)
    rows.push_back({{"name", name},
                    {"current", name == known.current},
                    {"at", one.at},
                    {"certs", one.certs},
                    {"as", one.as},
                    {"server_name", one.server_name}});
  if (format != console::output_format::table) {
    console::render_style style;
    style.format = format;
    const nlohmann::ordered_json result{
        {"command", "context list"}, {"exit_code", 0}, {"rows", rows}};
    std::fputs(console::render(result, style).c_str(), stdout);
    return;
  }
  if (known.all.empty())
    std::puts("no contexts; mesh context add NAME --at HOST --certs DIR");
  for (const auto& [name, one] : known.all)
    std::printf("%s %s  at %s, certificates in %s%s%s%s%s\n", name == known.current ? "*" : " ",
                name.c_str(), one.at.c_str(), one.certs.c_str(), one.as.empty() ? "" : ", as ",
                one.as.c_str(), one.server_name.empty() ? "" : ", orchestrator/",
                one.server_name.c_str());
}

} // namespace

void context_command::add_to(CLI::App* command, std::string& format) {
  command->require_subcommand(1);
  add = command->add_subcommand("add",
                                "Save the address of a mesh and the operator's certificate.");
  use = command->add_subcommand("use", "Commands without --at use this one.");
  list = command->add_subcommand("list", "List all; * marks the one in use.");
  remove = command->add_subcommand("remove", "Remove one.");
  for (auto* one : {add, use, remove})
    one->add_option("name", name, "Its name.")->required()->check(not_empty());
  where.certs = "certs";
  where.add_to(add);
  add->get_option("--at")->required();
  add_format(list, format);
}

int context_command::run(console::output_format format) const {
  const auto file = control::context_path();
  if (!file)
    return fail(file.error());
  auto known = control::load_contexts(*file);
  if (!known)
    return fail(known.error());
  if (list->parsed()) {
    print(*known, format);
    return 0;
  }
  if (const auto found = known->all.find(name);
      remove->parsed() && found != known->all.end()
      && control::is_login(*file, name, found->second)) // its credentials would stay good
    return fail(error{errc::invalid_argument, name + " is a sign-in",
                      "end it with: mesh logout --context " + name});
  const auto changed = add->parsed()   ? with_added(*known, name, where)
                       : use->parsed() ? with_current(*known, name)
                                       : without(*known, name);
  if (!changed)
    return fail(changed.error());
  if (auto saved = control::save_contexts(*file, *changed); !saved)
    return fail(saved.error());
  return 0;
}

} // namespace mesh
