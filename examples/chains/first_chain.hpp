#pragma once
#include <string>

#include "actors/chains/chain_builder.hpp"
#include "actors/work/work.hpp"

/// A chain of two tasks: somebody writes, others check, and somebody else adds a headline to
/// it before the checks are over.
inline auto first_chain() {
  mesh::chain_builder chain("first");
  chain.speculate_bounded(2);
  chain.task("text")
      .payload("write about tides")
      .verify({.name = "facts", .payload = "check ${output}", .agents = 3, .sign_off = 2})
      .next("headline");
  chain.task("headline").payload("headline for ${text}").verify({.name = "look"});
  return chain.build();
}

/// The work of each agent, whatever it is asked.
inline mesh::work_result answer(const mesh::job& what) {
  return mesh::work_result::ready("[" + std::string(what.payload) + "]");
}
