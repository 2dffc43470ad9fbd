#include "runtime/records/chain_record_codec.hpp"

#include <nlohmann/json.hpp>

#include "actors/chains/chain_loader.hpp"

namespace mesh {

namespace {

using nlohmann::json;

json numbers_of(const std::vector<agent_id>& agents) {
  auto all = json::array();
  for (auto agent : agents)
    all.push_back(agent.packed());
  return all;
}

std::vector<agent_id> agents_in(const json& numbers) {
  std::vector<agent_id> all;
  for (const auto& one : numbers)
    all.push_back(agent_id::unpack(one.get<std::uint32_t>()));
  return all;
}

struct record_writer {
  json& to;
  void operator()(const chain_begun& what) const {
    to["kind"] = "begun";
    to["id"] = what.id;
    to["plan"] = json::parse(to_json(*what.plan).dump());
    if (!what.digest.empty())
      to["digest"] = what.digest;
  }
  void operator()(const chain_worked& what) const {
    to["kind"] = "worked";
    to["task"] = what.task;
    to["agent"] = what.agent.packed();
  }
  void operator()(const chain_checkpoint& what) const {
    to["kind"] = "verified";
    to["task"] = what.task;
    to["output"] = what.output;
    to["decided"] = what.decided;
    to["workers"] = numbers_of(what.workers);
    to["signers"] = numbers_of(what.signers);
  }
  void operator()(const effect_intent& what) const {
    to["kind"] = "begins";
    to["task"] = what.task;
    to["effect"] = what.effect;
  }
  void operator()(const effect_outcome& what) const {
    to["kind"] = "effect";
    to["task"] = what.task;
    to["effect"] = what.effect;
    if (what.failure.code == errc::none)
      return;
    to["failure"] = name_of(what.failure.code);
    to["detail"] = what.failure.detail;
    to["remedy"] = what.failure.remedy;
  }
  void operator()(const chain_paused& what) const {
    to["kind"] = "paused";
    to["is"] = what.is;
  }
  void operator()(const chain_cancelled&) const { to["kind"] = "cancelled"; }
  void operator()(const chain_serial& what) const {
    to["kind"] = "serial";
    to["next"] = what.next;
  }
};

error failure_in(const json& from) {
  if (!from.contains("failure"))
    return {};
  auto code = errc_of(from.at("failure").get_ref<const std::string&>());
  return {code == errc::none ? errc::unknown : code, from.at("detail").get<std::string>(),
          from.at("remedy").get<std::string>()};
}

/// What it throws is a damaged record.
chain_record read_record(const json& from) {
  chain_record record;
  record.chain = from.at("chain").get<std::uint32_t>();
  const auto& kind = from.at("kind").get_ref<const std::string&>();
  if (kind == "begun") {
    auto plan = load_chain(from.at("plan").dump());
    if (!plan)
      throw std::invalid_argument("a plan that is not sound: "
                                  + to_string(plan.error().front()));
    record.what = chain_begun{from.at("id").get<std::string>(),
                              std::make_shared<const chain_plan>(*std::move(plan)),
                              from.value("digest", std::string())};
  } else if (kind == "worked") {
    record.what = chain_worked{from.at("task").get<std::uint32_t>(),
                               agent_id::unpack(from.at("agent").get<std::uint32_t>())};
  } else if (kind == "verified") {
    record.what = chain_checkpoint{
        from.at("task").get<std::uint32_t>(), from.at("output").get<std::string>(),
        from.at("decided").get<std::string>(), agents_in(from.at("workers")),
        agents_in(from.at("signers"))};
  } else if (kind == "begins") {
    record.what = effect_intent{from.at("task").get<std::uint32_t>(),
                                from.at("effect").get<std::uint32_t>()};
  } else if (kind == "effect") {
    record.what = effect_outcome{from.at("task").get<std::uint32_t>(),
                                 from.at("effect").get<std::uint32_t>(), failure_in(from)};
  } else if (kind == "paused") {
    record.what = chain_paused{from.at("is").get<bool>()};
  } else if (kind == "cancelled") {
    record.what = chain_cancelled{};
  } else if (kind == "serial") {
    record.what = chain_serial{from.at("next").get<std::uint64_t>()};
  } else {
    throw std::invalid_argument("a record of an unknown kind");
  }
  return record;
}

} // namespace

std::string encode_chain_record(const chain_record& what) {
  json document{{"chain", what.chain}};
  std::visit(record_writer{document}, what.what);
  std::string bytes;
  json::to_cbor(document, bytes);
  return bytes;
}

tl::expected<chain_record, error> decode_chain_record(std::string_view bytes) {
  try {
    return read_record(json::from_cbor(bytes.begin(), bytes.end()));
  } catch (const std::exception& wrong) {
    return tl::unexpected(error{errc::store_corrupt, wrong.what()});
  }
}

} // namespace mesh
