#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace mesh::test {

/// A JSON Schema validator that knows nothing of this project.
class schema_oracle {
public:
  explicit schema_oracle(const nlohmann::json& schema);
  ~schema_oracle();
  [[nodiscard]] bool accepts(const nlohmann::json& document) const;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::test
