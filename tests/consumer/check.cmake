# Installs the build in MESH_BUILD into a staging folder, then configures,
# builds and runs the program beside this file against it, and nothing else.
set(work "${MESH_BUILD}/consumer")
file(REMOVE_RECURSE "${work}")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${status} from: ${ARGN}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install "${MESH_BUILD}" --prefix "${work}/staging")
run(${CMAKE_COMMAND} -S "${CMAKE_CURRENT_LIST_DIR}/program" -B "${work}/build" -G "${GENERATOR}"
  "-DCMAKE_PREFIX_PATH=${work}/staging")
run(${CMAKE_COMMAND} --build "${work}/build")
run("${work}/build/consumer")
run("${work}/build/consumer_test")
