#include "runtime/records/chain_log.hpp"

#include <fcntl.h>
#include <functional>
#include <unistd.h>

#include "runtime/base/file_io.hpp"
#include "runtime/records/chain_record_codec.hpp"
#include "runtime/records/digest.hpp"
#include "runtime/records/little_endian.hpp"

namespace mesh {

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t checksum_bytes = 8;
constexpr std::size_t head_bytes = length_bytes + checksum_bytes;
constexpr std::size_t largest_file = std::size_t{4} << 30;

std::string checksum_of(std::string_view bytes) {
  auto whole = storage::sha256({bytes});
  return std::string(storage::bytes_of(whole).substr(0, checksum_bytes));
}

std::string framed(const chain_record& what) {
  auto body = encode_chain_record(what);
  return storage::little_endian(body.size(), length_bytes) + checksum_of(body) + body;
}

/// Hands over each whole record; the bytes of them all.
tl::expected<std::size_t, error> read_records(const std::filesystem::path& path,
                                              const std::function<void(chain_record)>& take) {
  auto bytes = storage::read_file(path, largest_file);
  if (!bytes)
    return tl::unexpected(bytes.error());
  std::size_t size = 0;
  std::string_view rest = *bytes;
  while (rest.size() >= head_bytes) {
    auto length = storage::number_in(rest.substr(0, length_bytes));
    if (rest.size() - head_bytes < length)
      break; // cut off in the middle of a write
    auto body = rest.substr(head_bytes, length);
    auto whole = rest.substr(length_bytes, checksum_bytes) == checksum_of(body);
    auto record = whole ? decode_chain_record(body)
                        : tl::unexpected(error{errc::store_corrupt, "its checksum is wrong"});
    if (!record && rest.size() - head_bytes == length && !whole)
      break; // the last one: its bytes had not reached the disk
    if (!record)
      return tl::unexpected(error{errc::store_corrupt,
                                  path.string() + ": the record at byte " + std::to_string(size)
                                      + " is damaged: " + record.error().detail,
                                  "restore the file, or move it away to forget all chains"});
    take(*std::move(record));
    rest.remove_prefix(head_bytes + length);
    size += head_bytes + length;
  }
  return size;
}

} // namespace

tl::expected<std::unique_ptr<chain_log>, error>
chain_log::open(const std::filesystem::path& folder, queue how) {
  std::unique_ptr<chain_log> made(new chain_log(file_in(folder), std::move(how)));
  if (auto opened = made->open_file(); !opened)
    return tl::unexpected(opened.error());
  if (auto synced = storage::sync_folder(folder); !synced)
    return tl::unexpected(synced.error());
  if (auto good = made->read(); !good)
    return tl::unexpected(good.error());
  return made;
}

chain_log::outcome chain_log::check(const std::filesystem::path& file) {
  return read_records(file, [](const chain_record&) {}).map([](std::size_t) {});
}

chain_log::outcome chain_log::open_file() {
  auto file = storage::open_file(path_, O_RDWR | O_CREAT, storage::for_owner_only);
  if (!file)
    return tl::unexpected(file.error());
  file_ = std::move(*file);
  return {};
}

chain_log::outcome chain_log::read() {
  auto size =
      read_records(path_, [this](chain_record one) { records_.push_back(std::move(one)); });
  if (!size)
    return tl::unexpected(size.error());
  size_ = *size;
  if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0)
    return tl::unexpected(storage::io_failure("truncate", path_, errno));
  return {};
}

chain_log::outcome chain_log::replace(const std::vector<chain_record>& records) {
  std::string bytes;
  for (const auto& one : records)
    bytes += framed(one);
  if (auto put = storage::replace_file(path_, bytes, storage::for_owner_only); !put)
    return put;
  size_ = bytes.size();
  return open_file();
}

void chain_log::keep(const chain_record& what, written done) {
  auto bytes = framed(what);
  {
    std::lock_guard lock(mutex_);
    waiting_ += bytes;
  }
  auto tell = [done](const outcome& result) {
    if (done)
      done(result ? error{} : result.error());
  };
  auto taken = queue_([this] { return write_waiting(); }, tell);
  if (!taken)
    tell(taken);
}

/// On the thread that writes: everything that waits, and one sync.
chain_log::outcome chain_log::write_waiting() {
  std::string bytes;
  {
    std::lock_guard lock(mutex_);
    bytes.swap(waiting_);
  }
  if (bytes.empty())
    return {};
  auto written = storage::write_at(file_.get(), bytes, size_, path_);
  if (written)
    written = storage::sync_file(file_.get(), path_);
  if (written) {
    size_ += bytes.size();
    return {};
  }
  (void)::ftruncate(file_.get(), static_cast<off_t>(size_)); // else the next write covers it
  std::lock_guard lock(mutex_);
  waiting_.insert(0, bytes);
  return written;
}

} // namespace mesh
