#pragma once
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh {

struct talk_model_config;

/// A question to a language model: all that leaves this host.
struct model_question {
  std::string instructions; // the mesh's own words
  std::string question;     // the operator's sentence, and data
};

/// A language model that is asked what the grammar of plain words does not understand (N1).
/// Any thread.
class talk_model {
public:
  virtual ~talk_model() = default;
  /// Its answer as it gave it: foreign text, of which nothing is believed. Waits for it as a
  /// command waits for agents, no longer than its time. Errors say in a sentence what became
  /// of it: `call_denied`, `call_failed`, `call_timeout`, `call_answer_limit`,
  /// `call_bad_answer`, `call_refused`, `too_many_in_flight`, `cancelled`.
  virtual tl::expected<std::string, error> answer_to(const model_question& what) = 0;
};

/// Opens what asks the model of a configuration; its error names what is missing.
/// `interrupted` is asked while a question waits, and true ends it as cancelled.
using talk_model_maker = std::function<tl::expected<std::shared_ptr<talk_model>, error>(
    const talk_model_config& to, std::function<bool()> interrupted)>;

} // namespace mesh
