# Writes OUTPUT, a source with all files of the folder WEB: path, media type, tag, content.
file(GLOB_RECURSE paths RELATIVE ${WEB} ${WEB}/*.html ${WEB}/*.css ${WEB}/*.js ${WEB}/*.svg)
list(SORT paths)
set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")
set(texts "")
set(rows "")
set(number 0)
foreach(path ${paths})
  file(SHA256 ${WEB}/${path} digest)
  string(SUBSTRING ${digest} 0 16 digest)
  file(READ ${WEB}/${path} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  cmake_path(GET path EXTENSION LAST_ONLY extension)
  string(SUBSTRING ${extension} 1 -1 extension)
  string(APPEND texts "constexpr char text_${number}[] = {${bytes}};\n")
  set(tag "\\\"${digest}\\\"")
  string(APPEND rows "    web_file{\"${path}\", \"${types_${extension}}\", \"${tag}\",\n"
    "             {text_${number}, sizeof text_${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}.new "#include \"runtime/control/web_files.hpp\"

#include <array>

namespace mesh::control {

namespace {

${texts}
constexpr std::array all_web_files{
${rows}};

} // namespace

std::span<const web_file> web_files() {
  return all_web_files;
}

} // namespace mesh::control
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
