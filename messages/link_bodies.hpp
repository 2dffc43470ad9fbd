#pragma once
#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "messages/freeze.hpp"
#include "messages/membership.hpp"
#include "messages/message.hpp"
#include "messages/post_order.hpp"
#include "messages/scatter_order.hpp"
#include "messages/supervision_messages.hpp"

/// Bodies of link entries (messages/link_batch.hpp) that have no wire form of
/// their own. `decode` is as in messages/codec.hpp: false for what is not such a
/// body, or names what cannot exist; lists are bounded by what a mesh can have
/// (T1). What an older version did not write reads as the default.
namespace mesh {

/// `scatter`: a message on its way down, and for whom.
struct link_scatter {
  shared_message what; // never null once decoded
  scatter_order order;
};
/// `post`: from one agent to another. The order comes without a ticket.
struct link_post {
  shared_message what;
  post_order order;
};
/// From the parts, as coordinators and leads have them.
std::string encode(const message& what, const scatter_order& order);
std::string encode(const message& what, const post_order& order);
bool decode(std::string_view bytes, link_scatter& out);
bool decode(std::string_view bytes, link_post& out);

/// O6. Each message is encoded once, however many agents hold it.
std::string encode(const freeze_order& o);
std::string encode(const freeze_report& r);
bool decode(std::string_view bytes, freeze_order& out);
bool decode(std::string_view bytes, freeze_report& out);

std::string encode(const heal_order& o); // O5
std::string encode(const heal_report& r);
std::string encode(const fault_order& o);
std::string encode(const fault_report& r);
bool decode(std::string_view bytes, heal_order& out);
bool decode(std::string_view bytes, heal_report& out);
bool decode(std::string_view bytes, fault_order& out);
bool decode(std::string_view bytes, fault_report& out);

std::string encode(const join_order& o); // T5
std::string encode(const leave_order& o);
std::string encode(const unresponsive& u); // F2
bool decode(std::string_view bytes, join_order& out);
bool decode(std::string_view bytes, leave_order& out);
bool decode(std::string_view bytes, unresponsive& out);

/// An error that only a newer version can name reads as `errc::unsupported`,
/// with that name in its detail.
std::string encode(const error& e);
bool decode(std::string_view bytes, error& out);

} // namespace mesh
