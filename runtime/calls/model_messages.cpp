#include "runtime/calls/model_messages.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "runtime/base/utf8.hpp"

namespace mesh::calls {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t most_quoted = 120; // characters of what somebody else says
constexpr unsigned success = 200;
constexpr unsigned redirect = 300;
constexpr unsigned refusal = 400;
constexpr unsigned no_key = 401;
constexpr unsigned forbidden = 403;
constexpr unsigned not_found = 404;
constexpr unsigned too_many = 429;
constexpr unsigned breakdown = 500;

std::string foreign(const std::string& text) {
  return printable(first_characters(text, most_quoted));
}

tl::unexpected<error> failed(const talk_model_config& to, errc code, const std::string& what,
                             std::string remedy) {
  return tl::unexpected(error{code,
                              "the model at " + host_header(completions_url(to)) + " " + what,
                              std::move(remedy)});
}

std::string in_seconds(double ms) {
  constexpr double second_ms = 1'000;
  auto text = std::to_string(ms / second_ms);
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.')
    text.pop_back();
  return text + " s";
}

/// A request without a whole answer.
tl::unexpected<error> unanswered(const talk_model_config& to, const call_attempt& seen) {
  switch (seen.end) {
  case call_end::denied:
    return failed(to, errc::call_denied, seen.detail,
                  "set talk.model.private_addresses to true when it really is there");
  case call_end::timed_out:
    return failed(to, errc::call_timeout, "did not answer in " + in_seconds(to.timeout_ms),
                  "make it faster, or raise talk.model.timeout_ms");
  case call_end::too_large:
    return failed(to, errc::call_answer_limit, seen.detail,
                  "have it answer less, or raise talk.model.answer_bytes");
  case call_end::broke_off:
    return failed(to, errc::call_failed, seen.detail, "see its log; it speaks HTTP/1.1");
  default:
    break;
  }
  const auto certificate = seen.detail.find("certificate") != std::string::npos;
  return failed(to, errc::call_failed, seen.detail,
                certificate ? "renew its certificate, or name its authority in talk.model.ca"
                            : "see whether it runs, and whether talk.model.url is right");
}

tl::unexpected<error> refused(const talk_model_config& to, const call_attempt& seen) {
  const auto status = std::to_string(seen.status);
  const auto said = seen.body.empty() ? std::string() : ": " + foreign(seen.body);
  if (seen.status >= redirect && seen.status < refusal)
    return failed(to, errc::call_refused,
                  "answered with a redirect (" + status + ") to " + foreign(seen.location)
                      + ", which is not followed",
                  "set talk.model.url to where it really is");
  if (seen.status == no_key || seen.status == forbidden)
    return failed(to, errc::call_refused, "did not take the key (" + status + ")" + said,
                  "see talk.model.key_file");
  if (seen.status == not_found)
    return failed(to, errc::call_refused, "knows no such path or model (" + status + ")" + said,
                  "see talk.model.url and talk.model.name");
  if (seen.status == too_many)
    return failed(to, errc::call_refused, "is asked too often (" + status + ")" + said,
                  "ask later");
  if (seen.status >= breakdown)
    return failed(to, errc::call_failed, "has broken down (" + status + ")" + said,
                  "see its log");
  return failed(to, errc::call_refused, "refused the question (" + status + ")" + said,
                "see whether it speaks as OpenAI's chat completions do");
}

bool is_json(std::string type) {
  std::ranges::transform(type, type.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' '))
    type.pop_back();
  return type == "application/json";
}

} // namespace

web_url completions_url(const talk_model_config& to) {
  auto url = read_web_url(to.url).value_or(web_url{});
  while (url.target.ends_with('/'))
    url.target.pop_back();
  url.target += "/chat/completions";
  return url;
}

std::string completion_request(const talk_model_config& to, const model_question& what) {
  const json body = {{"model", to.name},
                     {"messages",
                      {{{"role", "system"}, {"content", what.instructions}},
                       {{"role", "user"}, {"content", what.question}}}},
                     {"temperature", 0},
                     {"max_tokens", to.answer_tokens},
                     {"response_format", {{"type", "json_object"}}},
                     {"stream", false}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<std::string, error> completion_text(const talk_model_config& to,
                                                 const call_attempt& seen) {
  if (seen.end != call_end::answered)
    return unanswered(to, seen);
  if (seen.status != success)
    return refused(to, seen);
  if (!is_json(seen.content_type))
    return failed(
        to, errc::call_bad_answer,
        "answered with "
            + (seen.content_type.empty() ? std::string("no type") : foreign(seen.content_type))
            + " instead of application/json",
        "see whether talk.model.url is right");
  const auto body = json::parse(seen.body, nullptr, false);
  const auto at = json::json_pointer("/choices/0/message/content");
  if (!body.is_object() || !body.contains(at) || !body.at(at).is_string())
    return failed(to, errc::call_bad_answer,
                  "answered with no text in choices[0].message.content: " + foreign(seen.body),
                  "see whether it speaks as OpenAI's chat completions do");
  return body.at(at).get<std::string>();
}

} // namespace mesh::calls
