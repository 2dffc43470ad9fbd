# One set of warnings for every target; CAF's and Protobuf's own headers are
# system headers and stay silent.
function(mesh_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wnon-virtual-dtor
    -Woverloaded-virtual -Wunused -Wno-missing-field-initializers)
  # In a batch, a name of one source seems to be shadowed by the next one, and a type
  # in an unnamed namespace to lie in a header.
  if(MESH_UNITY)
    target_compile_options(${target} PRIVATE -Wshadow=local)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
  else()
    target_compile_options(${target} PRIVATE -Wshadow)
  endif()
  # g++ 12 sees overflows in std::string operator+ that are not there (GCC bug 105329), and
  # frames of inlined coroutines that are freed by somebody else (GCC bug 109224).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow
      -Wno-array-bounds -Wno-mismatched-new-delete)
  endif()
endfunction()
