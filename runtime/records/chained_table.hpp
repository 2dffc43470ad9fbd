#pragma once
#include <SQLiteCpp/SQLiteCpp.h>
#include <concepts>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/records/chain.hpp"
#include "runtime/records/log_columns.hpp"

namespace mesh::storage {

/// One table of the log, as it is appended to. For the sources of storage
/// only. Throws SQLite::Exception; the transaction is the caller's.
template <class Record>
class chained_table {
public:
  explicit chained_table(SQLite::Database& db)
      : there_(db, "SELECT bytes FROM " + name() + " WHERE " + id_column() + " = ?"),
        insert_(db, insert_sql()),
        last_(db, "SELECT seq, hash FROM " + name() + " ORDER BY seq DESC LIMIT 1") {}

  static constexpr chain which() {
    return std::same_as<Record, conflict_entry> ? chain::conflicts : chain::resolutions;
  }

  /// Whether there is a record of this conflict, and if so its bytes.
  std::optional<std::string> bytes_of_id(message_id id) {
    there_.tryReset(); // what the last use of it failed with is known already
    there_.bind(1, column(id.value));
    if (!there_.executeStep())
      return std::nullopt;
    auto bytes = there_.getColumn(0).getString();
    there_.reset();
    return bytes;
  }

  void append(const Record& record, std::string_view bytes, chain_head& head) {
    head = next(head, bytes);
    insert_.tryReset();
    insert_.bind(1, column(head.count));
    int index = 2;
    for (auto value : columns_of(record))
      insert_.bind(index++, value);
    insert_.bindNoCopy(index++, bytes.data(), static_cast<int>(bytes.size()));
    insert_.bindNoCopy(index, head.hash.data(), static_cast<int>(head.hash.size()));
    insert_.exec();
    insert_.reset();
  }

  /// Where the chain ends in the database.
  chain_head last(std::string_view store_id) {
    auto head = chain_start(which(), store_id);
    last_.tryReset();
    if (last_.executeStep()) {
      head.count = static_cast<std::uint64_t>(last_.getColumn(0).getInt64());
      auto hash = last_.getColumn(1).getString();
      std::copy_n(hash.begin(), std::min(hash.size(), head.hash.size()), head.hash.begin());
    }
    last_.reset();
    return head;
  }

private:
  static std::string name() { return std::string(table_of(which()).name); }
  static std::string id_column() {
    auto columns = table_of(which()).columns;
    return std::string(columns.substr(0, columns.find(',')));
  }
  static std::string insert_sql() {
    std::string marks;
    for (std::size_t i = 0; i < columns_of(Record{}).size() + 3; ++i)
      marks += i == 0 ? "?" : ", ?";
    return "INSERT INTO " + name() + "(seq, " + std::string(table_of(which()).columns)
           + ", bytes, hash) VALUES(" + marks + ")";
  }

  SQLite::Statement there_;
  SQLite::Statement insert_;
  SQLite::Statement last_;
};

} // namespace mesh::storage
