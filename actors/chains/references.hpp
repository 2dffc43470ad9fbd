#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mesh {

/// The names in a text's `${name}` references, in order, each as often as it is there.
/// `$${` stands for `${`, and is none.
std::vector<std::string> references_in(std::string_view text);

/// The text with each reference replaced by what `output_of` says of its name.
std::string fill_in(std::string_view text,
                    const std::function<std::string(const std::string& name)>& output_of);

} // namespace mesh
