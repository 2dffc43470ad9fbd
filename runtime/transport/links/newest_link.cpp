#include "runtime/transport/links/newest_link.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mesh::transport {

namespace {

/// Oldest first.
std::vector<link_ptr> others_of_peer(const switchboard& board, const link& k) {
  std::vector<link_ptr> others;
  for (const auto& other : board.links_up())
    if (other.get() != &k && other->incoming && other->peer == k.peer)
      others.push_back(other);
  std::sort(others.begin(), others.end(),
            [](const auto& a, const auto& b) { return a->number < b->number; });
  return others;
}

bool is_superseded(const switchboard& board, const link& k) {
  const auto others = others_of_peer(board, k);
  return k.node && std::any_of(others.begin(), others.end(), [&](const auto& other) {
           return other->number > k.number && other->node == k.node;
         });
}

std::vector<link_ptr> replaced_by(const switchboard& board, const link& k) {
  std::vector<link_ptr> replaced;
  auto first_stays = k.node.has_value();
  for (const auto& other : others_of_peer(board, k)) {
    if (other->number > k.number || other->node.has_value() != k.node.has_value())
      continue;
    const auto another_process = other->node != k.node && !other->has_ended();
    if (!another_process || !std::exchange(first_stays, false))
      replaced.push_back(other);
  }
  return replaced;
}

} // namespace

asio::awaitable<void> replace_older(switchboard& board, link_ptr k) {
  io_error ignored;
  if (is_superseded(board, *k))
    board.end(*k, link_end::replaced);
  for (auto older = replaced_by(board, *k); !older.empty() && !k->has_ended();
       older = replaced_by(board, *k)) {
    for (const auto& one : older)
      board.end(*one, link_end::replaced);
    co_await older.front()->gone.async_wait(or_error(ignored));
  }
}

} // namespace mesh::transport
