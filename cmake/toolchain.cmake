# ccache and a fast linker where they are installed, sanitizers when asked for.
find_program(MESH_CCACHE ccache)
if(MESH_CCACHE)
  # A precompiled header is rebuilt with other time stamps in each clone; what
  # counts for the cache is its content.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${MESH_CCACHE})
  add_compile_options(-fpch-preprocess)
endif()
find_program(MESH_MOLD mold)
if(MESH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
if(MESH_SANITIZE)
  add_compile_options(-fsanitize=${MESH_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MESH_SANITIZE})
  if(MESH_SANITIZE MATCHES "undefined")
    # The address sanitizer sees these at the access itself; together they are a quarter of
    # the compile time.
    add_compile_options(-fno-sanitize=null,alignment,object-size
      -fno-sanitize-recover=undefined)
  endif()
endif()
