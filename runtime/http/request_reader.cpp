#include "runtime/http/request_reader.hpp"

#include <algorithm>
#include <cctype>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include "runtime/http/router.hpp"

namespace mesh::control {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t packet_bytes = 65'536;
constexpr unsigned http_1_1 = 11;

/// Whether a Host field can be of an address: a name or a number, and a port.
bool is_host(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0
           || std::string_view("-._~:[]%!$&'()*+;=").find(c) != std::string_view::npos;
  });
}

unreadable bad_field(unsigned status, errc code, const std::string& detail,
                     const std::string& remedy) {
  return {"bad_request", detail, refusal(status, {code, detail, remedy})};
}

/// Headers that a proxy before us might read otherwise than we do.
std::optional<unreadable> check_fields(const http::fields& fields) {
  if (const auto hosts = fields.count(http::field::host); hosts != 1)
    return bad_field(400, errc::parse_error,
                     "there are " + std::to_string(hosts) + " Host fields in the header",
                     "send one Host field");
  if (!is_host(fields[http::field::host]))
    return bad_field(400, errc::parse_error, "the Host field names no host",
                     "send Host: NAME or NAME:PORT");
  if (fields.count(http::field::origin) > 1)
    return bad_field(400, errc::parse_error, "there are several Origin fields in the header",
                     "send one Origin field, or none");
  if (fields.count(http::field::cookie) > 1)
    return bad_field(400, errc::parse_error, "there are several Cookie fields in the header",
                     "send one Cookie field, or none");
  const auto codings = fields.count(http::field::transfer_encoding);
  if (codings > 1
      || (codings == 1
          && !boost::beast::iequals(fields[http::field::transfer_encoding], "chunked")))
    return bad_field(501, errc::unsupported, "an unknown transfer coding",
                     "send the body with a Content-Length, or chunked");
  return std::nullopt;
}

/// The fields that a protocol above HTTP reads.
std::vector<std::pair<std::string, std::string>> protocol_fields(const http::fields& fields) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& field : fields) {
    std::string name(field.name_string());
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.starts_with("mcp-") || name.starts_with("a2a-"))
      found.emplace_back(std::move(name), std::string(field.value()));
  }
  return found;
}

} // namespace

std::size_t most_buffered(const control_config& limits) {
  return static_cast<std::size_t>(limits.header_bytes) + packet_bytes;
}

void bound(request_parser& p, const control_config& limits) {
  p.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  p.body_limit(static_cast<std::uint64_t>(limits.request_bytes));
}

unreadable explain(const boost::system::error_code& why, const control_config& limits) {
  if (why == http::error::header_limit || why == http::error::buffer_overflow)
    return {"header_too_large", why.message(),
            refusal(431, {errc::payload_too_large,
                          "the header is longer than " + std::to_string(limits.header_bytes)
                              + " bytes",
                          "control.header_bytes bounds it"})};
  if (why == http::error::body_limit)
    return {"body_too_large", why.message(),
            refusal(413, {errc::payload_too_large,
                          "the body is longer than " + std::to_string(limits.request_bytes)
                              + " bytes",
                          "control.request_bytes bounds it"})};
  return {"bad_request", why.message(),
          refusal(400, {errc::parse_error, "this is not an HTTP request: " + why.message(),
                        "speak HTTP/1.1"})};
}

std::optional<unreadable> check_header(const request_parser& p, std::size_t bytes,
                                       const control_config& limits) {
  if (bytes > static_cast<std::size_t>(limits.header_bytes))
    return explain(make_error_code(http::error::header_limit), limits);
  if (p.get().version() == http_1_1)
    return check_fields(p.get());
  return unreadable{
      "bad_request", "not HTTP/1.1",
      refusal(505, {errc::unsupported, "this is not HTTP/1.1", "speak HTTP/1.1"})};
}

request request_of(http_request asked, identity::peer_name who) {
  const std::string target(asked.target());
  auto above = protocol_fields(asked);
  return {std::string(asked.method_string()),
          std::string(path_of(target)),
          std::string(query_of(target)),
          std::move(asked.body()),
          std::move(who),
          std::string(asked[http::field::accept]),
          std::string(asked["Last-Event-ID"]),
          std::string(asked[http::field::if_none_match]),
          std::string(asked[http::field::host]),
          std::string(asked[http::field::cookie]),
          std::string(asked["X-Mesh"]),
          std::move(above)};
}

} // namespace mesh::control
