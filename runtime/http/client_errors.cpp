#include "runtime/http/client_errors.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::control {

namespace {

using transport::link_end;

/// The alert with which the other side refuses; none when it did not.
std::optional<int> alert_of(const io_error& why) {
  if (why.category() != asio::error::get_ssl_category())
    return std::nullopt;
  const auto reason = ERR_GET_REASON(static_cast<unsigned long>(why.value()));
  if (reason < SSL_AD_REASON_OFFSET)
    return std::nullopt;
  return reason - SSL_AD_REASON_OFFSET;
}

error refused(const endpoint& whom, int alert) {
  if (whom.nameless)
    return {
        errc::denied,
        to_string(whom.where)
            + " lets in nobody without a certificate: no operator signs in "
              "there",
        "use a certificate (--certs), or have somebody invited there: operator invite NAME"};
  const auto ours = whom.files.certificate.string();
  const auto there = to_string(whom.where);
  switch (alert) {
  case SSL_AD_UNKNOWN_CA:
    return {errc::denied, there + " does not know the authority of " + ours,
            "use a certificate of the mesh's own authority: --certs DIR"};
  case SSL_AD_CERTIFICATE_EXPIRED:
    return {errc::denied, there + " says that " + ours + " has ended",
            "renew it: mesh certs issue NAME --role operator --renew"};
  default:
    return {errc::denied,
            there + " refuses " + ours + " (TLS alert " + SSL_alert_desc_string_long(alert)
                + ")",
            "see the log of the mesh"};
  }
}

bool timed_out(const io_error& why) {
  return why == beast::error::timeout || why == asio::error::timed_out;
}

} // namespace

error not_resolved(const host_port& where, const io_error& why) {
  return {errc::unknown_target, "the host " + where.host + " is not found: " + why.message(),
          "check the name behind --at"};
}

error not_connected(const host_port& where, const io_error& why) {
  if (why == asio::error::connection_refused)
    return {errc::io_error, "no process listens at " + to_string(where),
            "start the mesh there with --listen, or name another address with --at"};
  if (timed_out(why))
    return {errc::io_error, "no answer from " + to_string(where) + " in time",
            "check the address behind --at, and that nothing between blocks the port"};
  return {errc::io_error, "cannot connect to " + to_string(where) + ": " + why.message(),
          "check the address behind --at"};
}

error not_trusted(const endpoint& whom, const io_error& why, const SSL* tls) {
  const auto there = to_string(whom.where);
  if (timed_out(why))
    return {errc::io_error, there + " accepts connections, but says nothing",
            "is that the port of a mesh's control API?"};
  if (auto alert = alert_of(why))
    return refused(whom, *alert);
  switch (const auto reason = transport::reason_of(why, tls)) {
  case link_end::untrusted:
    return {errc::certificate_invalid,
            "the certificate of " + there + " was issued by another authority than "
                + whom.files.authority.string(),
            "use the ca.crt of that mesh: --certs DIR"};
  case link_end::expired:
    return {errc::certificate_expired,
            "the certificate of " + there + " has expired or is not yet valid",
            "renew it there: mesh certs issue NAME --role orchestrator --renew"};
  case link_end::not_tls:
    return {errc::io_error, there + " does not speak TLS",
            "is that the port of a mesh's control API?"};
  default:
    return {errc::io_error, "no secure connection to " + there + ": " + why.message(),
            "that is: " + std::string(explanation_of(reason))};
  }
}

std::optional<error> wrong_server(const endpoint& whom,
                                  const std::optional<identity::peer_name>& who) {
  const auto there = to_string(whom.where);
  if (!who || who->role != whom.server_role)
    return error{errc::certificate_invalid,
                 "the certificate of " + there + " is of "
                     + (who ? to_string(*who) : std::string("nobody's role")) + ", not of an "
                     + std::string(to_string(whom.server_role)),
                 "name the host of the orchestrator with --at"};
  if (!whom.server_name.empty() && who->name != whom.server_name)
    return error{errc::certificate_invalid,
                 there + " is " + to_string(*who) + ", expected "
                     + to_string(identity::peer_name{whom.server_role, whom.server_name}),
                 "check --at and --server-name"};
  return std::nullopt;
}

error no_answer(const endpoint& whom, const io_error& why) {
  const auto there = to_string(whom.where);
  if (auto alert = alert_of(why))
    return refused(whom, *alert);
  if (timed_out(why))
    return {errc::io_error, there + " does not answer", "is it stopped? see its log"};
  return {
      errc::io_error, there + " has closed the connection without an answer",
      "see the log of the mesh; it may refuse the certificate, or have too many connections"};
}

error cut_off(const endpoint& whom, const io_error& why) {
  return {errc::io_error,
          "the connection to " + to_string(whom.where) + " broke before the end ("
              + (timed_out(why) ? std::string("nothing was heard") : why.message())
              + "): what the command did is not known",
          "see `status` and `events` when the mesh is back"};
}

} // namespace mesh::control
