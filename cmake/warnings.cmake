# One set of warnings for every target; CAF's and Protobuf's own headers are
# system headers and stay silent.
function(mesh_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wnon-virtual-dtor
    -Woverloaded-virtual -Wunused -Wno-missing-field-initializers)
  # g++ 12 sees overflows in std::string operator+ that are not there (GCC bug 105329).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow
      -Wno-array-bounds)
  endif()
endfunction()
