// Writes the corpus that fuzzing starts from: a batch with one entry of each kind of body, what
// an honest peer says on a link, requests of operators, and what agents outside say. Run by
// hand when bodies have changed: `mesh_write_seeds tests/fuzz/corpus`.
#include <filesystem>
#include <fstream>
#include <google/protobuf/util/json_util.h>

#include "messages/agent_link.pb.h"
#include "tests/channel/bodies.hpp"
#include "tests/transport/frames.hpp"

using namespace mesh;
using namespace mesh::testing;
using op = transport::basp_op;

namespace {

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class batches {
public:
  explicit batches(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
  }

  /// The smallest of some, for a fuzzer is quickest with those.
  template <class T>
  void add(const std::string& name, entry_kind kind) {
    std::string best;
    for (int i = 0; i < 12; ++i)
      if (auto bytes = bytes_of(random_body<T>(random_));
          bytes.size() > 20 && (best.empty() || bytes.size() < best.size()))
        best = bytes;
    link_batch b{1, 2, 3, 4, 5, 6, 7, 8, 9, {}};
    b.entries.push_back({kind, cluster_id{7, 4}, 5, milliseconds(2), best});
    write_file(folder_ / (name + ".bin"), encode(b));
  }

private:
  std::filesystem::path folder_;
  random_source random_{1};
};

void write_batches(const std::filesystem::path& folder) {
  batches to(folder);
  to.add<node_hello>("hello", entry_kind::hello);
  to.add<node_counters>("counters", entry_kind::counters);
  to.add<node_welcome>("welcome", entry_kind::welcome);
  to.add<error>("refused", entry_kind::refused);
  to.add<sector_handover>("host_sector", entry_kind::host_sector);
  to.add<part_drop>("drop_sector", entry_kind::drop_sector);
  to.add<admission_question>("ask_admission", entry_kind::ask_admission);
  to.add<agents_at_port>("agents_at_port", entry_kind::agents_at_port);
  to.add<port_links>("port_links", entry_kind::port_links);
  to.add<port_refusal>("port_refusal", entry_kind::port_refusal);
  to.add<seen_runs>("seen_runs", entry_kind::seen_runs);
  to.add<admission_answer>("admission", entry_kind::admission);
  to.add<port_order>("port_order", entry_kind::port_order);
  to.add<person_question>("ask_person", entry_kind::ask_person);
  to.add<person_withdrawal>("person_withdrawal", entry_kind::person_withdrawal);
  to.add<person_answer>("person_answer", entry_kind::person_answer);
  to.add<people_paces>("people_paces", entry_kind::people_paces);
  to.add<known_mesh>("mesh_term", entry_kind::mesh_term);
  to.add<world_change>("simulate", entry_kind::simulate);
  to.add<link_scatter>("scatter", entry_kind::scatter);
  to.add<freeze_order>("freeze", entry_kind::freeze);
  to.add<fault_order>("fault_order", entry_kind::fault_order);
  to.add<join_order>("join", entry_kind::join);
  to.add<unresponsive>("unresponsive", entry_kind::unresponsive);
  to.add<link_post>("post", entry_kind::post);
  to.add<freeze_report>("freeze_report", entry_kind::freeze_report);
  to.add<failure_event>("failure", entry_kind::failure);
  to.add<heal_report>("heal_report", entry_kind::heal_report);
  to.add<fault_report>("fault_report", entry_kind::fault_report);
  to.add<breaker_note>("breaker_note", entry_kind::breaker_note);
  to.add<cluster_page>("page", entry_kind::page);
  to.add<aged_conflict>("conflict", entry_kind::conflict);
  to.add<roster_changes>("roster_changes", entry_kind::roster_changes);
}

void write_frames(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  auto peer = mesh::test::node_text(2);
  auto us = mesh::test::node_text(1);
  auto hello = mesh::test::client_handshake(2);
  auto message = mesh::test::frame({.op = op::direct_message, .payload = "hello", .target = 9});
  auto monitor = mesh::test::frame({.op = op::monitor, .payload = peer + us, .target = 9});
  auto down = mesh::test::frame({.op = op::down, .payload = peer + us + "why"});
  auto beat = mesh::test::frame({});
  write_file(folder / "honest.bin", "\x06" + hello + message + beat + monitor + down);
  write_file(folder / "for_others.bin",
             "\x08" + hello
                 + mesh::test::frame({.op = op::routed_message, .payload = peer + us})
                 + mesh::test::frame({.op = op::monitor, .payload = us + peer}));
  write_file(folder / "too_long.bin",
             "\x02" + hello
                 + mesh::test::frame({.op = op::direct_message, .announced = 0xffff'ffff}));
  write_file(folder / "server.bin",
             "\x05" + mesh::test::frame({.op = op::server_handshake, .payload = peer}));
}

/// A request of an operator; the first byte says that it arrives whole.
std::string request(const std::string& line, const std::string& body = {},
                    const std::string& more = {}) {
  return "\xff" + line + " HTTP/1.1\r\nHost: mesh\r\n" + more
         + (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n")
         + "\r\n" + body;
}

void write_requests(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::string command = "POST /v1/commands";
  auto write = [&](const std::string& name, const std::string& bytes) {
    write_file(folder / (name + ".http"), bytes);
  };
  write("status", request("GET /v1/status?x=1"));
  write("two", request("GET /v1/status") + request("DELETE /v1/commands/c1").substr(1));
  write("command", request(command, R"({"script": "status\nkpi"})"));
  write("options", request(command, R"({"script": "gather s01 --window 300ms", "name": "a",)"
                                    R"( "on_failure": "continue", "strict": true,)"
                                    R"( "text": {"format": "jsonl", "columns": 99}})"));
  write("problems", request(command, R"({"script": "gather --window 1y\nexpect x = \"a"})"));
  write("chunks", request(command, {}, "Transfer-Encoding: chunked\r\n")
                      + "a\r\n{\"script\": \r\n9;x=y\r\n\"status\"}\r\n0\r\nT: 1\r\n\r\n");
  write("expects", request(command, R"({"script": "kpi"})", "Expect: 100-continue\r\n"));
  write("deep", request(command, R"({"script": )" + std::string(200, '[') + "}"));
  write("no_utf8", request(command, "{\"script\": \"\xff\xc0\x80\"}"));
  write("traversal", request("GET /v1/commands/../../etc/passwd%00"));
  write("method", request("BREW /v1/status"));
  write("old", "\x03GET /healthz HTTP/1.0\r\n\r\n");
  write("long_header", request("GET /v1/status", {}, "X: " + std::string(600, 'x') + "\r\n"));
  write("long_body", request(command, std::string(1'100, ' ')));
}

using agent_said = agents::v1::FromAgent;

/// Messages of an agent on one link; `how` as in agent_link_target.cpp.
std::string link_input(char how, const std::vector<agent_said>& messages) {
  std::string bytes(1, how);
  for (const auto& one : messages) {
    std::string said;
    if ((how & 1) != 0)
      said = one.SerializeAsString();
    else
      (void)google::protobuf::util::MessageToJsonString(one, &said);
    bytes += static_cast<char>(said.size() >> 8U);
    bytes += static_cast<char>(said.size() & 0xffU);
    bytes += said;
  }
  return bytes;
}

/// One of each thing that an agent can say, in the order of a usual link.
std::vector<agent_said> said_by_an_agent() {
  std::vector<agent_said> all(6);
  auto& hello = *all[0].add_hello();
  hello.set_agent("a");
  hello.set_key(std::string(32, 'k'));
  hello.set_binding("tls-exporter");
  hello.set_signature(std::string(64, 's'));
  auto& answer = *all[1].add_answer();
  answer.set_id("0000000000000001");
  answer.set_state(1);
  answer.set_value("done");
  answer.set_processing_ms(3);
  auto& post = *answer.add_post();
  post.set_to("s00.c00.a01");
  post.set_text("see");
  auto& conflict = *all[2].add_answer();
  conflict.set_id("0000000000000002");
  conflict.set_state(-1);
  conflict.set_expected("1");
  conflict.set_received("2");
  conflict.add_needed_capabilities("store");
  auto& progress = *all[3].add_progress();
  progress.set_id("0000000000000003");
  progress.set_share(0.5);
  all[3].mutable_pulse()->set_number(1);
  auto& rotate = *all[4].add_rotate();
  rotate.set_agent("a");
  rotate.set_key(std::string(32, 'n'));
  all[4].add_step_aside()->set_aside(true);
  all[5].add_goodbye();
  return all;
}

void write_links(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const auto all = said_by_an_agent();
  for (char how = 0; how < 8; ++how)
    write_file(folder / ("link_" + std::to_string(how) + ".bin"), link_input(how, all));
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  const std::filesystem::path folder = argv[1];
  write_batches(folder / "link_batch");
  write_frames(folder / "frame_filter");
  write_requests(folder / "control_request");
  write_links(folder / "agent_link");
}
