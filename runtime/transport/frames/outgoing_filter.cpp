#include "runtime/transport/frames/outgoing_filter.hpp"

namespace mesh::transport {

void outgoing_filter::feed(std::string_view bytes, std::vector<char>& out) {
  while (!bytes.empty()) {
    const bool in_header = left_ == 0;
    auto part = bytes.substr(0, in_header ? basp_header_bytes - header_.size() : left_);
    bytes.remove_prefix(part.size());
    if (!in_header) {
      left_ -= part.size();
      if (!dropping_)
        out.insert(out.end(), part.begin(), part.end());
      continue;
    }
    header_ += part;
    if (header_.size() < basp_header_bytes)
      return;
    left_ = read_basp_header(header_).payload_bytes;
    dropping_ = left_ > most_;
    if (dropping_)
      ++dropped_;
    else
      out.insert(out.end(), header_.begin(), header_.end());
    header_.clear();
  }
}

} // namespace mesh::transport
