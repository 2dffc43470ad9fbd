#pragma once
#include <string>
#include <tl/expected.hpp>

#include "actors/work/http/call_attempt.hpp"
#include "actors/work/http/talk_model.hpp"
#include "config/talk.hpp"
#include "config/web_url.hpp"
#include "messages/errors.hpp"

/// Chat completions, as OpenAI's API has them: what is sent, and what an answer says. Pure.
namespace mesh::calls {

/// The URL that questions go to; `talk.model.url` must be valid.
web_url completions_url(const talk_model_config& to);
/// The body of a request.
std::string completion_request(const talk_model_config& to, const model_question& what);
/// The model's text in an answer; else a sentence about what came instead, with what helps
/// (see `talk_model::answer_to`). Text of others in it is cut and safe to print.
tl::expected<std::string, error> completion_text(const talk_model_config& to,
                                                 const call_attempt& seen);

} // namespace mesh::calls
