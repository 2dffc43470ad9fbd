#include "runtime/cli/certs_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "config/transport.hpp"
#include "runtime/cli/command_line.hpp"
#include "runtime/cli/results_certs.hpp"
#include "runtime/identity/certificate_folder.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh {

namespace {

constexpr int most_days = 36'500; // later years do not fit into every certificate's reader

int print_made(const char* command, const tl::expected<identity::made_files, error>& made,
               const identity::peer_name* who, console::output_format format) {
  if (!made)
    return fail(made.error());
  print_result(result_of(command, *made, who), format);
  return 0;
}

} // namespace

void certs_command::add_to(CLI::App* certs, std::string& format) {
  certs->require_subcommand(1);

  init = certs->add_subcommand("init", "Make an authority: DIR/ca.crt and DIR/ca.key.");
  init->add_option("folder", folder, "The folder; created when it does not exist.")
      ->required()
      ->check(not_empty());
  init->add_option("--days", authority_days, "How long it is valid.")
      ->check(CLI::Range(1, most_days))
      ->capture_default_str();
  add_format(init, format);

  issue = certs->add_subcommand("issue", "Make the certificate and the key of a node.");
  issue->add_option("node", node, "Its name: DIR/NODE.crt and DIR/NODE.key.")->required();
  issue->add_option("--role", role, "Its role: orchestrator, sectors or operator.")
      ->required()
      ->check(CLI::IsMember({"orchestrator", "sectors", "operator"}));
  issue->add_option("--dir", folder, "The folder of the authority.")
      ->check(not_empty())
      ->capture_default_str();
  issue->add_option("--days", days, "How long it is valid.")
      ->check(CLI::Range(1, most_days))
      ->capture_default_str();
  issue->add_option("--host", hosts, "DNS name or IP address where it serves HTTPS.");
  issue
      ->add_option("--may", may,
                   "Of an operator: look, operate or admin; without it everything.")
      ->check(CLI::IsMember({"look", "operate", "admin"}));
  issue->add_flag("--renew", renew, "Replace the existing one, with a new key.");
  add_format(issue, format);

  show = certs->add_subcommand("show", "Show names, roles and expiry of certificates.");
  show->add_option("what", what, "A folder or one certificate.")
      ->required()
      ->check(not_empty());
  add_format(show, format);
}

int certs_command::run(console::output_format format) const {
  if (init->parsed())
    return print_made(
        "certs init",
        identity::make_folder(folder, {.days = authority_days}, identity::seconds_now()),
        nullptr, format);
  if (issue->parsed()) {
    const identity::peer_name who{*identity::role_of(role), node};
    identity::node_request request{who, days, hosts};
    if (!may.empty()) {
      if (who.role != identity::node_role::operators)
        return fail(error{errc::invalid_argument,
                          "only the certificate of an operator has --may",
                          "leave it out, or give --role operator"});
      request.may = *identity::may_of(may);
    }
    return print_made("certs issue",
                      identity::issue_into(folder, request, renew, identity::seconds_now()),
                      &who, format);
  }
  const auto now = identity::seconds_now();
  auto seen = identity::look_at(what, transport_config{}.certificate_warning_days, now);
  if (!seen)
    return fail(seen.error());
  const bool good =
      std::none_of(seen->begin(), seen->end(), [](const auto& one) { return one.problem; });
  print_result(result_of(*seen, now), format);
  for (const auto& one : *seen)
    if (one.problem)
      fail(*one.problem);
  return good ? 0 : 1;
}

} // namespace mesh
