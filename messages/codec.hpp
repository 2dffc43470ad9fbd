#pragma once
#include <string>
#include <string_view>

#include "messages/gather_summary.hpp"
#include "messages/message.hpp"
#include "messages/post_order.hpp"
#include "messages/routing_rules.hpp"
#include "messages/scatter_order.hpp"
#include "messages/summaries.hpp"

/// To and from the bytes of `mesh.proto`. `decode` is false for bytes that are
/// not such a message, or one that breaks an invariant (an unknown class, an
/// id out of range, lists of different length, a number that is not finite, a
/// span over `longest_span`, a payload that does not match its hash); what it
/// left in `out` is then unspecified.
namespace mesh {

std::string encode(const message& m);
std::string encode(const scatter_order& o);
std::string encode(const post_order& o);
std::string encode(const gather_summary& s);
std::string encode(const cluster_summary& s);
std::string encode(const sector_summary& s);
std::string encode(const routing_rules& r);

bool decode(std::string_view bytes, message& out);
bool decode(std::string_view bytes, scatter_order& out);
bool decode(std::string_view bytes, post_order& out);
bool decode(std::string_view bytes, gather_summary& out);
bool decode(std::string_view bytes, cluster_summary& out);
bool decode(std::string_view bytes, sector_summary& out);
bool decode(std::string_view bytes, routing_rules& out);

} // namespace mesh
