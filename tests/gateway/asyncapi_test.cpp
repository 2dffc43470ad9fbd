// X1: docs/reference/agent-link.asyncapi.json says what the agent link says, no more and no
// less.
#include <fstream>
#include <set>

#include <google/protobuf/descriptor.h>
#include <nlohmann/json.hpp>

#include "runtime/gateway/link_message.hpp"
#include "tests/gateway/gateway_under_test.hpp"

using namespace mesh;
using namespace mesh::gateway;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;

namespace {

json described() {
  std::ifstream in(MESH_AGENT_LINK_ASYNCAPI);
  return json::parse(in);
}

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items())
    keys.insert(key);
  return keys;
}

std::string reference_to(const std::string& message) {
  return "#/components/schemas/" + message;
}

/// The schema of one value of a field, as ProtoJSON writes it.
json schema_of(const FieldDescriptor& field) {
  switch (field.type()) {
  case FieldDescriptor::TYPE_STRING:
    return {{"type", "string"}};
  case FieldDescriptor::TYPE_BYTES:
    return {{"type", "string"}, {"contentEncoding", "base64"}};
  case FieldDescriptor::TYPE_BOOL:
    return {{"type", "boolean"}};
  case FieldDescriptor::TYPE_DOUBLE:
    return {{"type", "number"}};
  case FieldDescriptor::TYPE_UINT32:
    return {{"type", "integer"}, {"minimum", 0}};
  case FieldDescriptor::TYPE_SINT32:
    return {{"type", "integer"}};
  case FieldDescriptor::TYPE_UINT64:
    return {{"type", "string"}, {"pattern", "^[0-9]+$"}};
  case FieldDescriptor::TYPE_MESSAGE:
    return {{"$ref", reference_to(field.message_type()->name())}};
  default:
    return "a type that this test does not know: " + std::string(field.type_name());
  }
}

/// Without what is for people; a reference that has a description is in a list of one.
json bare(json schema) {
  schema.erase("description");
  return schema.contains("allOf") ? schema["allOf"].at(0) : schema;
}

/// A value for each field, of all messages below.
void fill(Message& what) {
  const auto& access = *what.GetReflection();
  for (int i = 0; i < what.GetDescriptor()->field_count(); ++i) {
    const auto* field = what.GetDescriptor()->field(i);
    const auto many = field->is_repeated();
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      fill(many ? *access.AddMessage(&what, field) : *access.MutableMessage(&what, field));
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      many ? access.AddString(&what, field, "x") : access.SetString(&what, field, "x");
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      access.SetBool(&what, field, true);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      access.SetDouble(&what, field, 0.5);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      access.SetUInt32(&what, field, 7);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      access.SetInt32(&what, field, -1);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      access.SetUInt64(&what, field, 1ULL << 60);
      break;
    default:
      FAIL("a field of a type that this test does not know: " << field->full_name());
    }
  }
}

/// Empty: the value is as its schema says, and all of it is described.
std::string problem_of(const json& value, const json& given, const json& all,
                       const std::string& where) {
  const auto schema = bare(given);
  if (schema.contains("$ref")) {
    const auto path = schema["$ref"].get<std::string>().substr(1);
    return problem_of(value, all.at(json::json_pointer(path)), all, where);
  }
  const std::string type = schema.at("type");
  if (type == "object") {
    for (const auto& [key, one] : value.items()) {
      if (!schema.at("properties").contains(key))
        return where + "/" + key + " is not described";
      if (auto wrong = problem_of(one, schema["properties"][key], all, where + "/" + key);
          !wrong.empty())
        return wrong;
    }
    return value.is_object() ? "" : where + " is no object";
  }
  if (type == "array") {
    for (const auto& one : value)
      if (auto wrong = problem_of(one, schema.at("items"), all, where + "/0"); !wrong.empty())
        return wrong;
    return value.is_array() ? "" : where + " is no array";
  }
  const auto fits = (type == "string" && value.is_string())
                    || (type == "boolean" && value.is_boolean())
                    || (type == "number" && value.is_number())
                    || (type == "integer" && value.is_number_integer());
  return fits ? "" : where + " is no " + type;
}

} // namespace

TEST_CASE("X1 the AsyncAPI file has each message and field of the agent link, and no other") {
  const auto all = described();
  CHECK(all["asyncapi"] == "3.0.0");
  const auto& schemas = all["components"]["schemas"];
  const auto* file = pb::FromMesh::descriptor()->file();
  std::set<std::string> messages;
  for (int i = 0; i < file->message_type_count(); ++i) {
    const auto* message = file->message_type(i);
    CAPTURE(message->name());
    messages.insert(message->name());
    REQUIRE(schemas.contains(message->name()));
    const auto& properties = schemas[message->name()]["properties"];
    std::set<std::string> fields;
    for (int j = 0; j < message->field_count(); ++j) {
      const auto* field = message->field(j);
      CAPTURE(field->name());
      fields.insert(field->json_name());
      REQUIRE(properties.contains(field->json_name()));
      auto expected = schema_of(*field);
      if (field->is_repeated())
        expected = {{"type", "array"}, {"items", expected}};
      CHECK(bare(properties[field->json_name()]) == expected);
    }
    CHECK(keys_of(properties) == fields);
  }
  CHECK(keys_of(schemas) == messages);
}

TEST_CASE("X1 all that either side can say in JSON is as the AsyncAPI file says") {
  const auto all = described();
  pb::FromMesh mesh;
  pb::FromAgent agent;
  for (Message* one : {static_cast<Message*>(&mesh), static_cast<Message*>(&agent)}) {
    fill(*one);
    const auto name = one->GetDescriptor()->name();
    const auto said = json::parse(write_message(link_format::json, *one));
    CHECK(problem_of(said, all["components"]["schemas"][name], all, name).empty());
    CHECK(said.size() == static_cast<std::size_t>(one->GetDescriptor()->field_count()));
    CHECK(all["components"]["messages"][name]["payload"]["$ref"] == reference_to(name));
  }
  CHECK_FALSE(
      problem_of({{"pulse", 1}}, {{"$ref", reference_to("FromMesh")}}, all, "").empty());
  CHECK_FALSE(
      problem_of({{"pulses", 1}}, {{"$ref", reference_to("FromMesh")}}, all, "").empty());
}

TEST_CASE("X1 the AsyncAPI file names the way to the agent link") {
  const auto all = described();
  const auto& channel = all["channels"]["agent"];
  CHECK(all["servers"]["mesh"]["protocol"] == "wss");
  testing::gateway_under_test t;
  std::ifstream invite(t.invite("a"));
  const std::string url = json::parse(invite)["url"];
  CHECK(url.starts_with("wss://"));
  CHECK(url.ends_with(channel["address"].get<std::string>()));
  const auto offered =
      channel["bindings"]["ws"]["headers"]["properties"]["Sec-WebSocket-Protocol"]["enum"];
  CHECK(offered == json{json_subprotocol, protobuf_subprotocol});
}
