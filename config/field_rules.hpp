#pragma once
#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>

#include "config/rules.hpp"
#include "messages/ids.hpp"

/// The rules that several fields of the configuration share.
namespace mesh::fields {

template <class T, class Struct>
concept a = std::same_as<std::remove_const_t<T>, Struct>;

inline constexpr range<int> children{1, max_children};
inline constexpr range<int> count{1, 1'000'000};
inline constexpr range<int> attempts{0, 100};
inline constexpr range<int> bytes{1, 64 << 20};
inline constexpr range<double> ratio{0, 1};
inline constexpr range<double> factor{0, 1'000};
inline constexpr range<double> delay_ms{0, 86'400'000};   // up to a day
inline constexpr range<double> timeout_ms{1, 86'400'000}; // up to a day
inline constexpr range<double> window_ms{1, 3'600'000};   // up to an hour
inline constexpr std::array<std::string_view, 7> log_levels{"trace", "debug",    "info", "warn",
                                                            "error", "critical", "off"};
inline constexpr list_of<capability_name> capabilities{{}, 0, 64};

} // namespace mesh::fields
