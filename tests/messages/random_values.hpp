#pragma once
#include <string>

#include "actors/work/random.hpp"
#include "messages/codec.hpp"

/// Random values of everything that may leave a process, and whether a value
/// is one that a decoder may let in.
namespace mesh::testing {

template <class T>
T random_value(random_source& random);

template <>
message random_value<message>(random_source& random);
template <>
scatter_order random_value<scatter_order>(random_source& random);
template <>
post_order random_value<post_order>(random_source& random);
template <>
gather_summary random_value<gather_summary>(random_source& random);
template <>
cluster_summary random_value<cluster_summary>(random_source& random);
template <>
sector_summary random_value<sector_summary>(random_source& random);
template <>
routing_rules random_value<routing_rules>(random_source& random);

/// Any bytes, up to `longest` of them.
std::string random_bytes(random_source& random, std::size_t longest);
/// As short as most texts are.
inline std::string any_text(random_source& random) {
  constexpr std::size_t longest = 20;
  return random_bytes(random, longest);
}

/// Every id in range, every enumeration one of its values, every number finite,
/// every payload the one that was hashed.
bool is_sound(const message& m);
bool is_sound(const scatter_order& o);
bool is_sound(const post_order& o);
bool is_sound(const gather_summary& s);
bool is_sound(const cluster_summary& s);
bool is_sound(const sector_summary& s);
bool is_sound(const routing_rules& r);

} // namespace mesh::testing
