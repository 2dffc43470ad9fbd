#include "tests/config/schema_oracle.hpp"

// The only place that sees valijson: its headers take seconds to compile.
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace mesh::test {

struct schema_oracle::parts {
  valijson::Schema schema;
};

schema_oracle::schema_oracle(const nlohmann::json& schema) : parts_(std::make_unique<parts>()) {
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), parts_->schema);
}

schema_oracle::~schema_oracle() = default;

bool schema_oracle::accepts(const nlohmann::json& document) const {
  valijson::Validator validator;
  return validator.validate(parts_->schema, valijson::adapters::NlohmannJsonAdapter(document),
                            nullptr);
}

} // namespace mesh::test
