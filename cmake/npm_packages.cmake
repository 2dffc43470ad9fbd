# mesh_npm_packages(MODULE FILES..): brings what drives a test into the build folder, as the
# lock file among FILES says. Sets mesh_has_MODULE: whether it is there.
function(mesh_npm_packages module)
  foreach(file ${ARGN})
    configure_file(${file} ${CMAKE_CURRENT_BINARY_DIR}/${file} COPYONLY)
  endforeach()
  set(there ${CMAKE_CURRENT_BINARY_DIR}/node_modules/${module})
  if(NOT EXISTS ${there})
    execute_process(COMMAND ${MESH_NPM} ci --ignore-scripts --no-audit --no-fund
      WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} TIMEOUT 120 OUTPUT_QUIET ERROR_QUIET
      RESULT_VARIABLE failed)
  endif()
  set(good OFF)
  if(EXISTS ${there} AND NOT failed)
    set(good ON)
  endif()
  set(mesh_has_${module} ${good} PARENT_SCOPE)
endfunction()
