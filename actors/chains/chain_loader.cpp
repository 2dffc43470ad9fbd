#include "actors/chains/chain_loader.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "actors/chains/chain_checks.hpp"
#include "actors/chains/chain_fields.hpp"
#include "config/object_reader.hpp"
#include "config/scan.hpp"
#include "config/schema_writer.hpp"
#include "config/value_checker.hpp"

namespace mesh {

namespace {

void check_all(const chain_plan& plan, problem_list& problems) {
  fields::value_checker values(problems);
  fields::fields_of(values, plan);
  check_plan(plan, problems);
}

tl::unexpected<std::vector<config_problem>> no_chain(std::string problem,
                                                     std::string expected) {
  return tl::unexpected(
      std::vector{config_problem{"", std::move(problem), std::move(expected)}});
}

} // namespace

tl::expected<chain_plan, std::vector<config_problem>> load_chain(std::string_view json_text) {
  if (json_text.size() > max_chain_bytes)
    return no_chain("the text is too large",
                    "at most " + std::to_string(max_chain_bytes) + " bytes");
  problem_list problems;
  if (!scan_json(json_text, problems))
    return tl::unexpected(std::move(problems).take());
  auto document = nlohmann::json::parse(json_text, nullptr, false, true);
  if (!document.is_object())
    return no_chain("found " + fields::in_short(document), "an object");
  chain_plan plan;
  fields::object_reader root(document, nlohmann::json::json_pointer{}, problems);
  std::string schema; // editors look there for the JSON Schema
  root("$schema", schema, fields::text{}, "");
  fields::fields_of(root, plan);
  root.refuse_unknown();
  check_all(plan, problems);
  if (!problems.empty())
    return tl::unexpected(std::move(problems).take());
  return plan;
}

tl::expected<chain_plan, std::vector<config_problem>>
load_chain_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(max_chain_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good())
    return no_chain("cannot read " + path.string() + ": "
                        + std::generic_category().message(errno),
                    "a file with a chain in JSON");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return load_chain(text);
}

std::vector<config_problem> validate(const chain_plan& plan) {
  problem_list problems;
  check_all(plan, problems);
  return std::move(problems).take();
}

nlohmann::ordered_json to_json(const chain_plan& plan) {
  return fields::writer::value(plan, fields::object{});
}

std::string chain_schema_file() {
  fields::schema_writer root;
  root.allow("$schema",
             {{"description", "Where editors find this schema."}, {"type", "string"}});
  const chain_plan defaults;
  fields::fields_of(root, defaults);
  nlohmann::ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                                {"title", "A chain of tasks"},
                                {"description", "Comments (// and /* */) are allowed."}};
  schema.update(std::move(root).take());
  return schema.dump(2) + "\n";
}

} // namespace mesh
