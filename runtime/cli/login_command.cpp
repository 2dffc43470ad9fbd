#include "runtime/cli/login_command.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <unistd.h>

#include "runtime/base/file_io.hpp"
#include "runtime/base/interrupt.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/remote_command.hpp"
#include "runtime/console/running/exit_code.hpp"
#include "runtime/control/device_login.hpp"
#include "runtime/control/login_store.hpp"
#include "runtime/identity/certificate_request.hpp"

namespace mesh {

namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using outcome = tl::expected<void, error>;

constexpr int interrupted_code = 130; // as shells have it

int told(const error& why) {
  const auto code = fail(why);
  if (why.code == errc::denied || why.code == errc::not_signed_in)
    return static_cast<int>(console::exit_code::denied);
  return why.code == errc::cancelled ? interrupted_code : code;
}

std::string this_machine() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// False when somebody does not want to wait any more.
bool pause(seconds time) {
  pollfd watched{interrupt_descriptor(), POLLIN, 0};
  ::poll(&watched, 1, static_cast<int>(time.count()) * 1'000);
  return !consume_interrupt();
}

/// Until somebody decides. A mesh that cannot be reached for a moment is asked again.
tl::expected<control::login_grant, error> wait_for(const control::endpoint& whom,
                                                   const control::login_offer& offer) {
  const auto until = steady_clock::now() + seconds(offer.expires_s);
  while (steady_clock::now() < until) {
    if (!pause(seconds(offer.poll_every_s)))
      return tl::unexpected(error{errc::cancelled, "nobody waits for this login any more",
                                  "its code is void in 10 minutes"});
    const auto got = control::look_for_grant(whom, offer.token);
    if (!got && got.error().code == errc::io_error)
      continue;
    if (!got)
      return tl::unexpected(got.error());
    if (*got)
      return **got;
  }
  return tl::unexpected(
      error{errc::denied, "nobody has approved this login in time", "begin anew: mesh login"});
}

/// To whom a person reads it: not among the results.
void show(const control::login_offer& offer) {
  std::fprintf(stderr,
               "open %s and enter the code\n\n    %s\n\n"
               "it lets this machine, %s, act in your name; good for %d minutes\n",
               printable(offer.address).c_str(), printable(offer.code).c_str(),
               printable(this_machine()).c_str(), offer.expires_s / 60);
}

nlohmann::ordered_json result_of(const control::kept_login& kept) {
  return {{"command", "login"},          {"exit_code", 0},
          {"operator", kept.grant.name}, {"role", kept.grant.role},
          {"until", kept.grant.ends_at}, {"context", kept.name},
          {"at", to_string(kept.at)}};
}

void print(const nlohmann::ordered_json& result, const std::string& text,
           console::output_format format) {
  if (format == console::output_format::table)
    std::puts(printable(text).c_str());
  else
    print_result(result, format);
}

/// Asks, waits, and keeps what it is given.
tl::expected<control::kept_login, error> sign_in(const login_command& given) {
  const auto file = control::context_path();
  if (!file)
    return tl::unexpected(file.error());
  const auto at = control::read_remote_address(given.at);
  if (!at)
    return tl::unexpected(at.error());
  control::kept_login kept{given.context.empty() ? control::login_name(*at) : given.context,
                           *at,
                           given.server_name,
                           {}};
  if (auto good = control::check_login_name(*file, kept.name); !good)
    return tl::unexpected(good.error());
  control::endpoint whom{at->where, {}, given.server_name};
  whom.plain = at->plain;
  whom.nameless = !at->plain;
  std::optional<identity::certificate> authority;
  std::optional<identity::private_key> key;
  std::string request;
  if (!at->plain) {
    whom.files.authority = std::filesystem::path(given.certs) / "ca.crt";
    auto read = identity::read_certificate(whom.files.authority);
    if (!read)
      return tl::unexpected(
          error{read.error().code, read.error().detail,
                "get ca.crt from the mesh's operators, and name its folder with --certs"});
    authority = std::move(*read);
    auto made = identity::private_key::make();
    if (!made)
      return tl::unexpected(made.error());
    key = std::move(*made);
    const auto asks = identity::certificate_request::make(*key);
    if (!asks)
      return tl::unexpected(asks.error());
    request = asks->pem();
  }
  const auto offer = control::begin_login(whom, this_machine(), request);
  if (!offer)
    return tl::unexpected(offer.error());
  show(*offer);
  auto grant = wait_for(whom, *offer);
  if (!grant)
    return tl::unexpected(grant.error());
  kept.grant = std::move(*grant);
  if (kept.grant.certificate.empty() == !at->plain)
    return tl::unexpected(error{errc::unsupported, "the mesh answers with another credential",
                                "use the same version of mesh on both sides"});
  const auto put = at->plain ? control::keep_session(*file, kept)
                             : control::keep_certificate(*file, kept, *authority, *key);
  if (!put)
    return tl::unexpected(put.error());
  return kept;
}

/// The sign-in that is meant: by name, the one in use, or the only one.
tl::expected<std::string, error> login_meant(const std::filesystem::path& file,
                                             const std::string& named) {
  if (!named.empty())
    return named;
  const auto known = control::load_contexts(file);
  if (!known)
    return tl::unexpected(known.error());
  std::vector<std::string> logins;
  for (const auto& [name, one] : known->all)
    if (control::is_login(file, name, one)) {
      if (name == known->current)
        return name;
      logins.push_back(name);
    }
  if (logins.size() == 1)
    return logins.front();
  return tl::unexpected(
      logins.empty()
          ? error{errc::unknown_target, "nobody is signed in here", "mesh login --at HOST"}
          : error{errc::invalid_argument, "there are several sign-ins",
                  "name one with --context; see: mesh context list"});
}

} // namespace

void login_command::add_to(CLI::App& app, std::string& format) {
  command = app.add_subcommand("login", "Sign in to a mesh with your security key.");
  command->add_option("--at", at, "HOST[:PORT]; on this machine also http://localhost[:PORT].")
      ->required()
      ->check(not_empty());
  command->add_option("--certs", certs, "The folder with the ca.crt of the mesh.")
      ->check(not_empty())
      ->capture_default_str();
  command
      ->add_option("--server-name", server_name,
                   "The name that the mesh's certificate must carry.")
      ->check(not_empty());
  command
      ->add_option("--context", context, "The name of the context; by default login-HOST-PORT.")
      ->check(not_empty());
  add_format(command, format);
}

int login_command::run(console::output_format format) const {
  if (auto handled = install_interrupt_handler(); !handled)
    return fail(handled.error());
  const auto kept = sign_in(*this);
  if (!kept)
    return told(kept.error());
  print(result_of(*kept),
        "signed in as " + kept->grant.name + " (" + kept->grant.role + ") until "
            + kept->grant.ends_at + "; the context " + kept->name + " is in use",
        format);
  return 0;
}

void logout_command::add_to(CLI::App& app, std::string& format) {
  command = app.add_subcommand("logout", "End what mesh login has begun.");
  command->add_option("--context", context, "The context of it; by default the one in use.")
      ->check(not_empty());
  add_format(command, format);
}

int logout_command::run(console::output_format format) const {
  const auto file = control::context_path();
  if (!file)
    return told(file.error());
  const auto name = login_meant(*file, context);
  if (!name)
    return told(name.error());
  remote_options where;
  where.context = *name;
  std::optional<error> not_ended;
  if (const auto whom = where.resolve(); !whom)
    not_ended = whom.error();
  else if (const auto got = control::ask(*whom, {"DELETE", "/v1/session"}); !got)
    not_ended = got.error();
  else if (got->status != 200)
    not_ended = control::error_in(*got);
  if (auto removed = control::remove_login(*file, *name); !removed)
    return told(removed.error());
  if (not_ended) // nobody has its credentials any more
    std::fprintf(stderr, "warning: the session was not ended at the mesh: %s\n",
                 printable_lines(to_string(*not_ended)).c_str());
  print({{"command", "logout"}, {"exit_code", 0}, {"context", *name}, {"ended", !not_ended}},
        "signed out; the context " + *name + " is gone", format);
  return 0;
}

} // namespace mesh
