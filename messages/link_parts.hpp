#pragma once
#include <iterator>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/link.pb.h"

/// Parts that several bodies of link entries share.
namespace mesh::codec {

void write(const error& from, v1::Error& to);
/// A code that this version cannot name is `unsupported`, and its name is in the detail.
void read(const v1::Error& from, error& to);

using text_list = google::protobuf::RepeatedPtrField<std::string>;

inline void take_texts(text_list& from, std::vector<std::string>& to) {
  to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

inline void write_texts(const std::vector<std::string>& from, text_list& to) {
  to.Reserve(static_cast<int>(from.size()));
  for (const auto& text : from)
    *to.Add() = text;
}

} // namespace mesh::codec
