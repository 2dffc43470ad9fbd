# Most of a source's compile time goes to its headers: sources are compiled in
# batches (unity builds), each of one folder. So names in unnamed namespaces must
# differ within a folder; the compiler says where they do not.
option(MESH_UNITY "Compile sources in batches" ON)

# mesh_batches(TARGET [MOST]): batches of MOST sources at most. Where a source is slow
# to compile a batch is small, so that a change is built in seconds.
function(mesh_batches target)
  set(most 12)
  if(ARGC GREATER 1)
    set(most ${ARGV1})
  endif()
  if(NOT MESH_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  cmake_language(EVAL CODE
    "cmake_language(DEFER DIRECTORY [[${PROJECT_SOURCE_DIR}]] CALL mesh_group_sources ${target} ${most})")
endfunction()

# Once all folders have named their sources.
function(mesh_group_sources target most)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(TRANSFORM sources PREPEND ${folder}/ REGEX "^[^/]")
  list(SORT sources)
  set(number 0)
  set(batch_folder "")
  set(held 0)
  foreach(source ${sources})
    cmake_path(GET source PARENT_PATH source_folder)
    if(NOT source_folder STREQUAL batch_folder OR held EQUAL most)
      math(EXPR number "${number} + 1")
      set(batch_folder ${source_folder})
      set(held 0)
    endif()
    math(EXPR held "${held} + 1")
    set_source_files_properties(${source} TARGET_DIRECTORY ${target}
      PROPERTIES UNITY_GROUP batch_${number})
  endforeach()
endfunction()

# mesh_not_hot(TARGET): what nobody waits for is compiled with -O1, in two thirds of the time.
function(mesh_not_hot target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# mesh_runs_once(TARGET): tests compile in half of the time without optimisation; what
# they test keeps its own.
function(mesh_runs_once target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
endfunction()
