#include "runtime/cli/remote_command.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include "runtime/base/file_io.hpp"
#include "runtime/base/secret_file.hpp"
#include "runtime/base/utc.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/talk_loop.hpp"
#include "runtime/console/language/output_names.hpp"
#include "runtime/console/language/parser.hpp"
#include "runtime/console/terminal/script_source.hpp"
#include "runtime/control/context_file.hpp"
#include "runtime/control/credentials_choice.hpp"
#include "runtime/control/login_store.hpp"
#include "runtime/control/remote_address.hpp"
#include "runtime/control/remote_script.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh {

namespace {

constexpr int usage_error = 2;

/// The sign-in at an address whose credentials nobody has named; an empty one when there is
/// none.
control::context login_at(const remote_options& given) {
  const auto at = control::read_remote_address(given.at);
  const auto file = control::context_path();
  if (!at || !file || !given.certs.empty() || !given.as.empty())
    return {};
  const auto all = control::load_contexts(*file);
  if (all)
    for (const auto& [name, one] : all->all)
      if (one.at == to_string(*at) && control::is_login(*file, name, one))
        return one;
  return {};
}

/// The context that is meant; an empty one when none is.
tl::expected<control::context, error> context_of(const remote_options& given) {
  if (!given.at.empty() && given.context.empty())
    return login_at(given);
  const auto file = control::context_path();
  if (!file)
    return given.context.empty() ? tl::expected<control::context, error>{}
                                 : tl::unexpected(file.error());
  const auto all = control::load_contexts(*file);
  if (!all)
    return tl::unexpected(all.error());
  const char* by_environment = std::getenv("MESH_CONTEXT");
  const auto fallback =
      by_environment != nullptr && *by_environment != '\0' ? by_environment : all->current;
  const auto& name = given.context.empty() ? fallback : given.context;
  if (name.empty())
    return control::context{};
  const auto found = all->all.find(name);
  if (found == all->all.end())
    return tl::unexpected(
        error{errc::invalid_argument, "there is no context " + name, "see: mesh context list"});
  return found->second;
}

/// On this machine, without TLS: with the session of a sign-in, if there is one.
tl::expected<control::endpoint, error> plain_endpoint(const control::host_port& where,
                                                      const std::string& session_file) {
  control::endpoint whom{where, {}};
  whom.plain = true;
  if (session_file.empty())
    return whom;
  constexpr std::size_t longest_secret = 4'096;
  auto secret = storage::read_file(session_file, longest_secret);
  if (!secret)
    return tl::unexpected(
        error{errc::not_signed_in, secret.error().detail, "sign in again: mesh login"});
  if (storage::is_exposed(session_file))
    return tl::unexpected(error{errc::key_exposed,
                                session_file + " holds your session, and others may read it",
                                "mesh logout, and sign in again: mesh login"});
  whom.session = std::move(*secret);
  while (!whom.session.empty() && whom.session.back() == '\n')
    whom.session.pop_back();
  return whom;
}

/// A certificate of a sign-in ends soon, and is not to be renewed as others are.
tl::expected<void, error> check_not_over(const std::filesystem::path& file) {
  const auto cert = identity::read_certificate(file);
  const auto claim = cert ? cert->claim() : std::nullopt;
  if (claim && claim->by_login
      && state_of(cert->valid(), identity::seconds_now(), 0) == identity::validity_state::ended)
    return tl::unexpected(error{errc::not_signed_in,
                                "the sign-in of " + claim->who.name + " has ended",
                                "sign in again: mesh login"});
  return {};
}

/// The options of a command that is run elsewhere, taken out of its words.
struct taken_words {
  remote_options where;
  std::string format = "table";
  std::string colour = "auto";
  bool quiet = false;
  bool strict = false;
  std::vector<std::string> rest;
};

/// `-ojson` and `-o=json` as `-o json`.
std::vector<std::string> unglued(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) {
    const auto glued = word.size() > 2 && word.starts_with("-o");
    if (!glued) {
      all.push_back(word);
      continue;
    }
    all.emplace_back("-o");
    all.push_back(word.substr(word[2] == '=' ? 3 : 2));
  }
  return all;
}

/// Formats that the mesh itself makes: as options of the line. The others are made here.
bool is_made_there(const std::string& format) {
  return format == "wide" || format == "csv" || format == "name";
}

/// `gather --at TIME` is the command's own option.
bool belongs_to_command(std::string_view option, std::string_view value) {
  return option == "--at" && parse_time(value).has_value();
}

/// The reason why this value cannot be the option's, which has had `before`.
std::optional<error> not_to_be_taken(std::string_view option, const std::string& before,
                                     const std::string& value) {
  if (value.empty())
    return error{errc::invalid_argument, std::string(option) + " has an empty value", {}};
  if (option == "--at" && !before.empty() && before != value)
    return error{errc::invalid_argument,
                 "--at is there twice, with \"" + before + "\" and \"" + value + "\"",
                 "HOST[:PORT] once; a time is written \"2026-12-01 12:00\""};
  return std::nullopt;
}

tl::expected<taken_words, error> take_options(const std::vector<std::string>& given) {
  const auto words = unglued(given);
  taken_words taken;
  const std::map<std::string_view, std::string*> valued{
      {"--at", &taken.where.at},           {"--certs", &taken.where.certs},
      {"--as", &taken.where.as},           {"--server-name", &taken.where.server_name},
      {"--context", &taken.where.context}, {"-o", &taken.format},
      {"--output", &taken.format},         {"--color", &taken.colour}};
  const std::map<std::string_view, bool*> flags{
      {"-q", &taken.quiet}, {"--quiet", &taken.quiet}, {"--strict", &taken.strict}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const auto option = valued.find(word.substr(0, equals));
    if (const auto flag = flags.find(word); flag != flags.end()) {
      *flag->second = true;
      continue;
    }
    if (option == valued.end()) {
      taken.rest.push_back(words[i]);
      continue;
    }
    const auto glued = equals != std::string_view::npos;
    if (!glued && i + 1 == words.size())
      return tl::unexpected(error{errc::invalid_argument, std::string(word) + " has no value",
                                  "as in: mesh status --at localhost:7443"});
    const auto value = glued ? std::string(word.substr(equals + 1)) : words[++i];
    if (belongs_to_command(option->first, value)) {
      taken.rest.insert(taken.rest.end(), {std::string(option->first), value});
      continue;
    }
    if (auto wrong = not_to_be_taken(option->first, *option->second, value))
      return tl::unexpected(*wrong);
    *option->second = value;
  }
  if (!console::format_named(taken.format))
    return tl::unexpected(error{errc::invalid_argument,
                                "there is no output format " + taken.format,
                                "table, wide, csv, name, json or jsonl"});
  if (taken.colour != "auto" && taken.colour != "always" && taken.colour != "never")
    return tl::unexpected(error{errc::invalid_argument, "--color " + taken.colour + " is none",
                                "auto, always or never"});
  if (is_made_there(taken.format)) {
    taken.rest.insert(taken.rest.end(), {"-o", taken.format});
    taken.format = "table";
  }
  return taken;
}

} // namespace

void remote_options::add_to(CLI::App* command) {
  command->add_option("--at", at, "HOST[:PORT] where the mesh listens.")->check(not_empty());
  command->add_option("--certs", certs, "The folder with ca.crt and the certificate; certs/.")
      ->check(not_empty());
  command->add_option("--as", as, "The operator; the only one in the folder.")
      ->check(not_empty());
  command
      ->add_option("--server-name", server_name,
                   "The name that the mesh's certificate must carry.")
      ->check(not_empty());
}

tl::expected<control::endpoint, error> remote_options::resolve() const {
  const auto known = context_of(*this);
  if (!known)
    return tl::unexpected(known.error());
  const auto& address = at.empty() ? known->at : at;
  if (address.empty())
    return tl::unexpected(error{errc::unknown_target, "no mesh is named",
                                "--at HOST, or once: mesh context add NAME --at HOST"});
  auto where = control::read_remote_address(address);
  if (!where)
    return tl::unexpected(where.error());
  if (where->plain)
    return plain_endpoint(where->where, known->session);
  auto folder = certs.empty() ? known->certs : certs;
  if (folder.empty())
    folder = "certs";
  auto files = control::choose_credentials(folder, identity::node_role::operators,
                                           as.empty() ? known->as : as);
  if (!files)
    return tl::unexpected(files.error());
  if (auto good = check_not_over(files->certificate); !good)
    return tl::unexpected(good.error());
  return control::endpoint{where->where, *files,
                           server_name.empty() ? known->server_name : server_name};
}

void run_command::add_to(CLI::App& app, std::string& format) {
  command = app.add_subcommand("run", "Run a script on a mesh elsewhere.");
  command->add_option("script", script, "A file of commands; `-` is stdin.")
      ->required()
      ->check(not_empty());
  where.add_to(command);
  command->add_option("--context", where.context, "One of `mesh context list`.")
      ->check(not_empty());
  command->add_flag("--keep-going", keep_going, "Go on after a failed command.");
  command->add_flag("--strict", strict, "End with the worst exit code met.");
  command->add_flag("-q,--quiet", quiet, "Results only, no remarks.");
  add_format(command, format);
  add_colour(command, colour);
  add_report(command, report);
}

int run_command::run(console::output_format format) const {
  constexpr std::size_t longest_script = 67'108'864; // the mesh has its own bound
  auto source = console::read_script(script, longest_script);
  if (!source) {
    std::fprintf(stderr, "error: %s\n", printable_lines(source.error().detail).c_str());
    return usage_error;
  }
  const auto whom = where.resolve();
  if (!whom)
    return fail(whom.error());
  return control::run_elsewhere(*whom, {std::move(*source), script == "-" ? "stdin" : script,
                                        keep_going, strict, quiet, format, colour_of(colour),
                                        report.second});
}

bool names_mesh(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [](const auto& word) {
    return word == "--at" || word == "--context" || word.starts_with("--at=")
           || word.starts_with("--context=");
  });
}

std::vector<std::string> options_last(std::vector<std::string> words) {
  std::size_t leading = 0;
  while (leading < words.size()) {
    const std::string_view word = words[leading];
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto one_of = [&](const auto&... names) {
      return ((name == names) || ...);
    };
    if (one_of("-q", "--quiet", "--strict") || (name.starts_with("-o") && name.size() > 2))
      ++leading;
    else if (one_of("--at", "--context", "--certs", "--as", "--server-name", "-o", "--output",
                    "--color"))
      leading += equals == std::string_view::npos ? 2 : 1;
    else
      break;
  }
  if (leading < words.size())
    std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(leading),
                words.end());
  return words;
}

std::optional<int> run_operators_command(const std::vector<std::string>& words) {
  const auto taken = take_options(words);
  if (!taken)
    return fail(taken.error());
  const auto whom = taken->where.resolve();
  if (!whom && whom.error().detail == "no mesh is named")
    return std::nullopt;
  if (!whom)
    return fail(whom.error());
  const control::remote_script what{console::join_words(taken->rest),
                                    "command",
                                    false,
                                    taken->strict,
                                    taken->quiet,
                                    format_of(taken->format),
                                    colour_of(taken->colour)};
  if (taken->rest == std::vector<std::string>{"talk"})
    return talk_with(*whom, what);
  return control::run_elsewhere(*whom, what);
}

} // namespace mesh
