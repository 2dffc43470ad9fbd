# Runs every benchmark of BENCH small and quick: each must print well-formed
# lines with its name and how it compares with the floor; an unknown name is
# refused with the list of those that exist.
execute_process(COMMAND ${BENCH} --list OUTPUT_VARIABLE list RESULT_VARIABLE status)
string(REGEX REPLACE "\t[^\n]*" "" names "${list}")
string(REGEX MATCHALL "[^\n]+" names "${names}")
list(LENGTH names count)
if(NOT status EQUAL 0 OR count LESS 13)
  message(FATAL_ERROR "--list ended with ${status} and named ${count}: ${names}")
endif()

foreach(name IN LISTS names)
  execute_process(COMMAND ${BENCH} --quick ${name} OUTPUT_VARIABLE output
    RESULT_VARIABLE status ERROR_VARIABLE errors)
  if(NOT status EQUAL 0 OR output STREQUAL "")
    message(FATAL_ERROR "${name} ended with ${status}:\n${output}${errors}")
  endif()
  string(REGEX MATCHALL "[^\n]+" lines "${output}")
  foreach(line IN LISTS lines)
    string(JSON says GET "${line}" bench)
    string(JSON agents GET "${line}" agents)
    string(JSON type TYPE "${line}" ratio)
    if(NOT says STREQUAL name OR NOT agents GREATER 0 OR NOT type STREQUAL "NUMBER")
      message(FATAL_ERROR "${name} printed ${line}")
    endif()
  endforeach()
endforeach()

execute_process(COMMAND ${BENCH} cascade nonsense OUTPUT_VARIABLE output ERROR_VARIABLE errors
  RESULT_VARIABLE status)
if(NOT status EQUAL 2 OR NOT output STREQUAL "" OR NOT errors MATCHES "nonsense"
   OR NOT errors MATCHES "heartbeats")
  message(FATAL_ERROR "an unknown name: ${status}\n${output}${errors}")
endif()
