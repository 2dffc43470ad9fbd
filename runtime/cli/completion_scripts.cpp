#include "runtime/cli/completion_scripts.hpp"

namespace mesh {

namespace {

constexpr const char* for_bash =
    R"sh(# completion of mesh for bash, made by: mesh completion bash
_mesh() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} one
  COMPREPLY=()
  while IFS= read -r one; do
    # bash takes --sort=score for three words: only what follows the = is replaced
    [[ $one == --*=* && ${line##* } == *=* ]] && one=${one#*=}
    COMPREPLY+=("$one")
  done < <("${COMP_WORDS[0]}" complete "$line" 2>/dev/null)
  [[ $word == '=' ]] || compopt +o nospace 2>/dev/null
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[.=] ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -o default -F _mesh mesh
)sh";

constexpr const char* for_zsh = R"sh(#compdef mesh
# completion of mesh for zsh, made by: mesh completion zsh
_mesh() {
  local -a found whole open
  found=(${(f)"$(${words[1]} complete "${(j: :)words[1,CURRENT]}" 2>/dev/null)"})
  whole=(${found:#*[.=]})
  open=(${(M)found:#*[.=]})
  if (( ! $#found )); then
    _files
    return
  fi
  (( $#whole )) && compadd -a whole
  (( $#open )) && compadd -S '' -a open
}
if [ "$funcstack[1]" = "_mesh" ]; then
  _mesh "$@"
else
  compdef _mesh mesh
fi
)sh";

constexpr const char* for_fish =
    R"sh(# completion of mesh for fish, made by: mesh completion fish
function __mesh_complete
  mesh complete (commandline --cut-at-cursor --current-process) 2>/dev/null
end
complete -c mesh -f -a '(__mesh_complete)'
complete -c mesh -n 'not __mesh_complete | string length --quiet' -F
)sh";

} // namespace

std::string completion_script(const std::string& shell) {
  return shell == "zsh" ? for_zsh : shell == "fish" ? for_fish : for_bash;
}

} // namespace mesh
