// R2, K4: the disk of the orchestrator's host is full. It says so once, places
// nothing, loses nothing, and goes on when there is room again. The disk is a
// small one in memory, in a mount namespace of the process's own.
#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

namespace {

const std::string mesh_program = "/usr/bin/env";

/// Whether this system lets us have a disk of our own; says so when it does not.
bool may_mount() {
  if (std::system("unshare -rm mount -t tmpfs none /mnt 2>/dev/null") == 0)
    return true;
  WARN("not shown: this system allows no mount namespaces");
  return false;
}

struct small_disk : hosts {
  [[nodiscard]] words on_small_disk() const {
    const auto data = (path() / "data").string();
    return {mesh_program, "unshare",
            "-rm",        "/bin/sh",
            "-c",         "mount -t tmpfs -o size=1m none " + data + " && exec \"$@\"",
            "sh"};
  }
  small_disk() { std::filesystem::create_directory(path() / "data"); }
  words with_data() const {
    return {"node", "--config", orchestrator(), "--data", (path() / "data").string()};
  }
  /// Of the disk that only this process sees.
  [[nodiscard]] std::filesystem::path filler(const mesh_process& p) const {
    const std::string root = "/proc/" + std::to_string(p.pid()) + "/root";
    return root + (path() / "data" / "filler").string();
  }
  void fill(const mesh_process& p) const {
    std::ofstream to(filler(p), std::ios::binary);
    const std::string page(4'096, 'x');
    while (to.write(page.data(), std::ssize(page)).flush()) {
    }
  }
  void make_room(const mesh_process& p) const { std::filesystem::remove(filler(p)); }
  /// The answer to a command, asked again until this is in it.
  [[nodiscard]] std::string until(const words& what, std::string_view part) const {
    std::string said;
    for (int i = 0; i < 200 && !has(said, part); ++i)
      said = ask(what).out;
    INFO(said);
    CHECK(has(said, part));
    return said;
  }
  /// All agents come, the disk is full, and there are conflicts to write. What status says.
  std::string conflicts_meet_full_disk(const mesh_process& o1) const {
    const auto ready = until({"status"}, "40 of 40 active");
    fill(o1);
    CHECK(ask({"simulate", "all", "conflict=50%"}).code == 0);
    CHECK(ask({"gather"}).code != 0);
    return until({"status"}, "cannot be written: io_error");
  }
};

} // namespace

TEST_CASE_METHOD(small_disk,
                 "R2 while the orchestrator's disk is full nothing is placed, and then all is",
                 "[process]") {
  if (!may_mount())
    return;
  mesh_process o1(on_small_disk(), with_data());
  o1.wait_for_remark("operators connect at");
  fill(o1);
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("no sector is placed until this works: io_error: cannot write");
  CHECK(
      has(o1.so_far().err, "placement.new: No space left on device (free space on this disk"));
  const auto status = until({"status"}, "no sector is placed: io_error");
  CHECK(has(status, "0 of 40 active")); // all that the mesh is to have
  // Longer than a silent node is waited for: it is not silent, it waits with us.
  const auto waited = run_mesh(
      {"run", "-", "--at", "127.0.0.1:" + operators_port, "--certs", certs}, "wait 7s\n");
  CHECK(waited.code == 0);
  make_room(o1);
  o1.wait_for_remark("placements are written again");
  n1.wait_for_remark("hosts s03 (epoch 1)");
  const auto better = until({"status"}, "40 of 40 active");
  CHECK_FALSE(has(better, "no sector is placed"));
  n1.signal(SIGTERM);
  CHECK(n1.end().code == 0);
  o1.signal(SIGTERM);
  const auto said = o1.end();
  CHECK(said.code == 0);
  CHECK(times(said.err, "no sector is placed until this works") == 1);
  CHECK_FALSE(has(said.err, "suspect"));
}

TEST_CASE_METHOD(small_disk,
                 "K4 while the orchestrator's disk is full conflicts wait in memory, and none "
                 "is lost",
                 "[process]") {
  if (!may_mount())
    return;
  mesh_process o1(on_small_disk(), with_data());
  o1.wait_for_remark("operators connect at");
  mesh_process n1({"node", "--config", sectors("n1")});
  const auto status = conflicts_meet_full_disk(o1);
  CHECK(has(status, "database or disk is full (free space on this disk; then go on)"));
  CHECK(has(status, "conflicts wait in memory, 0 are lost"));
  const auto frozen = ask({"freeze", "s01"});
  CHECK(frozen.code == 1);
  CHECK(has(frozen.err, "s01 is frozen, and kept in memory only: cannot write"));
  CHECK_FALSE(has(frozen.out, "preserved in")); // no file that is not there
  const auto waiting = nlohmann::json::parse(ask({"status", "-o", "jsonl"}).out);
  const auto conflicts = waiting["journal"]["conflicts"].get<int>();
  CHECK(conflicts > 0);

  make_room(o1);
  o1.wait_for_remark("the store cannot be written");
  const auto kept =
      std::to_string(conflicts) + " of " + std::to_string(conflicts) + " conflicts";
  const auto listed = until({"conflicts", "--limit", "1000"}, kept);
  CHECK(has(ask({"verify"}).out, "intact"));
  o1.wait_for_remark("the frozen state of s01 is on the disk now");
  CHECK(nlohmann::json::parse(ask({"status", "-o", "jsonl"}).out)["frozen"]["unwritten"] == 0);
  CHECK(ask({"freeze", "s01"}).code == 0);
  CHECK(ask({"thaw", "s01"}).code == 0);
}

TEST_CASE_METHOD(small_disk,
                 "K1 a process that ends with conflicts which no disk took says so, and fails",
                 "[process]") {
  if (!may_mount())
    return;
  mesh_process o1(on_small_disk(), with_data());
  o1.wait_for_remark("operators connect at");
  mesh_process n1({"node", "--config", sectors("n1")});
  conflicts_meet_full_disk(o1);
  o1.signal(SIGTERM);
  const auto said = o1.end();
  CHECK(said.code == 1);
  CHECK(has(said.err, " conflicts could not be written to "));
}

TEST_CASE_METHOD(small_disk, "K4 with a full disk an orchestrator does not start, and says why",
                 "[process]") {
  if (!may_mount())
    return;
  auto by = on_small_disk();
  by[5] = "mount -t tmpfs -o size=4k,nr_inodes=100 none " + (path() / "data").string()
          + " && exec \"$@\"";
  mesh_process o1(by, with_data());
  const auto said = o1.end();
  CHECK(said.code == 1);
  CHECK(has(said.err, (path() / "data").string()));
  CHECK(has(said.err, "free space on this disk"));
}
