#include "runtime/console/language/process_commands.hpp"

#include <algorithm>

namespace mesh::console {

const std::vector<process_command>& process_commands() {
  static const std::vector<process_command> all{
      {"dev",
       "run a whole mesh in this process",
       "Plays a script, runs the commands of -c, or opens the console. With --listen or "
       "--agents it then goes on until SIGINT or SIGTERM.",
       "[SCRIPT]",
       {"mesh dev", "mesh dev --virtual-time -c status -c 'agents --sort -score'",
        "mesh dev --listen 7443 --certs certs"}},
      {"node",
       "run one host's share of a mesh over several",
       "The orchestrator, sectors or both, as the section `node` of its configuration says. "
       "SIGTERM makes it leave in order; SIGHUP makes it read its certificates anew.",
       "",
       {"mesh node --config hub.json --data /var/lib/mesh"}},
      {"run",
       "run a script on a mesh elsewhere",
       "The same results, remarks and exit code as with `mesh dev`. `-` is stdin. --report "
       "junit FILE writes what a CI server reads.",
       "SCRIPT",
       {"mesh run check.mesh --at localhost:7443", "mesh run - --keep-going -o jsonl"}},
      {"mcp",
       "serve a mesh elsewhere to a language model",
       "Speaks the Model Context Protocol on stdin and stdout. The model looks, asks and "
       "proposes; a person approves elsewhere. --read-only leaves out asking and proposing; "
       "--print-config prints what to paste into common clients.",
       "",
       {"mesh mcp --at localhost:7443", "mesh mcp --print-config --read-only"}},
      {"agent run",
       "run an agent that lives outside of the mesh",
       "Joins with the invite of 'agent enroll', and does its work with a program, which is "
       "started for each message.",
       "FILE",
       {"mesh agent run store-1.invite.json --exec ./work"}},
      {"context add",
       "save the address of a mesh and the operator's certificate",
       "Commands need no --at then. MESH_CONTEXT names another one for a while.",
       "NAME",
       {"mesh context add lab --at localhost:7443 --certs certs"}},
      {"context use",
       "name the mesh that commands without --at go to",
       "It stays so until another one is named.",
       "NAME",
       {"mesh context use lab"}},
      {"context list",
       "list the saved meshes; * marks the one in use",
       "As JSON with -o json.",
       "",
       {"mesh context list"}},
      {"context remove",
       "forget a saved mesh",
       "Its certificates stay where they are.",
       "NAME",
       {"mesh context remove lab"}},
      {"login",
       "sign in to a mesh with your security key",
       "Shows an address and a code. Whoever opens the address and has signed in there "
       "approves "
       "the code with a touch of the key. The credentials are a context, which is then in use; "
       "they end with the session. Over TLS, --certs names the folder with the mesh's ca.crt.",
       "",
       {"mesh login --at mesh.example.org:7443 --certs certs",
        "mesh login --at http://localhost:7480"}},
      {"logout",
       "end what mesh login has begun",
       "Ends the session at the mesh, and removes its credentials here.",
       "",
       {"mesh logout", "mesh logout --context work"}},
      {"certs init",
       "make an authority: DIR/ca.crt and DIR/ca.key",
       "Keep the key safe: with it, anybody can join under any name.",
       "DIR",
       {"mesh certs init certs"}},
      {"certs issue",
       "make the certificate and the key of a node or an operator",
       "Signed by the authority in --dir. --renew replaces an existing one.",
       "NAME",
       {"mesh certs issue ann --role operator --dir certs",
        "mesh certs issue prometheus --role operator --may look --dir certs",
        "mesh certs issue hub --role orchestrator --host localhost 127.0.0.1 --dir certs"}},
      {"certs show",
       "show names, roles and expiry of certificates",
       "Ends with 1 when one is bad.",
       "DIR|FILE",
       {"mesh certs show certs"}},
      {"config check",
       "name every problem of a configuration",
       "Each with its place in the file and what helps.",
       "FILE",
       {"mesh config check config/small.json"}},
      {"config show",
       "print a configuration with all defaults",
       "Without a file, the defaults.",
       "[FILE]",
       {"mesh config show config/small.json"}},
      {"completion",
       "print the completion of commands for a shell",
       "`cmake --install` puts it in its place; by hand: source <(mesh completion bash).",
       "bash|zsh|fish",
       {"mesh completion bash", "mesh completion zsh"}},
      {"man",
       "write the manual pages into a folder",
       "mesh(1), and one page for each command: mesh-gather(1).",
       "DIR",
       {"mesh man man1"}}};
  return all;
}

const process_command* find_process_command(std::string_view name) {
  const auto& all = process_commands();
  const auto found = std::ranges::find(all, name, &process_command::name);
  return found == all.end() ? nullptr : &*found;
}

} // namespace mesh::console
