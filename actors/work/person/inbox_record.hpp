#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "actors/work/person/inbox_item.hpp"
#include "messages/errors.hpp"

namespace mesh {

/// A line of the inbox's file: an item as it was asked, or as it has ended. Each is whole: the
/// disk may have refused the one before.
std::string encode_inbox_record(const inbox_item& what);
/// `invalid_argument` says what is wrong with the line.
tl::expected<inbox_item, error> decode_inbox_record(std::string_view line);

} // namespace mesh
