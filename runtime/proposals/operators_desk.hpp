#pragma once
#include <memory>

#include "actors/work/http/talk_model.hpp"
#include "runtime/operators/sign_in_desk.hpp"
#include "runtime/proposals/conversation.hpp"
#include "runtime/proposals/proposal_book.hpp"

namespace mesh {

/// All that the operators of a mesh share with it between two commands, wherever they command
/// from (N1).
class operators_desk {
public:
  proposal_book proposals;
  conversation_book conversations;
  sign_in_desk sign_in;              // X3
  std::shared_ptr<talk_model> model; // set before it is used; null: none is asked
};

} // namespace mesh
