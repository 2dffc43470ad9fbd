# `cmake --install` puts the binary, the libraries and all headers in place,
# so that find_package(mesh) gives mesh::mesh, mesh::core and, as a component,
# mesh::testing.
include(CMakePackageConfigHelpers)
set(mesh_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mesh")
set(mesh_include_dir "${CMAKE_INSTALL_INCLUDEDIR}/mesh")

install(TARGETS mesh_core mesh_io mesh_console mesh_actors EXPORT mesh-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT mesh-targets NAMESPACE mesh:: DESTINATION "${mesh_config_dir}")
if(TARGET mesh_cli)
  install(TARGETS mesh_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  # Made by the target mesh_manuals, which belongs to all.
  set(mesh_share "${CMAKE_BINARY_DIR}/share")
  install(DIRECTORY "${mesh_share}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}" OPTIONAL)
  install(FILES "${mesh_share}/mesh" OPTIONAL
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
  install(FILES "${mesh_share}/_mesh" OPTIONAL
    DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
  install(FILES "${mesh_share}/mesh.fish" OPTIONAL
    DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
endif()

# Headers keep their folders: "messages/ids.hpp" is the same inside and outside.
# Links have no library there yet: nothing that is installed uses them.
install(DIRECTORY messages config supervisors actors runtime
  DESTINATION "${mesh_include_dir}" FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inc"
  PATTERN "runtime/transport" EXCLUDE)
install(DIRECTORY "${CMAKE_BINARY_DIR}/messages"
  DESTINATION "${mesh_include_dir}" FILES_MATCHING PATTERN "*.pb.h" PATTERN CMakeFiles EXCLUDE)

# The fixtures are of use only with Catch2, which programs do not need.
if(TARGET mesh_testing)
  install(TARGETS mesh_testing EXPORT mesh-testing-targets)
  install(EXPORT mesh-testing-targets NAMESPACE mesh:: DESTINATION "${mesh_config_dir}")
  install(DIRECTORY tests/support DESTINATION "${mesh_include_dir}/tests"
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*_pch.hpp" EXCLUDE)
endif()

configure_package_config_file(cmake/mesh-config.cmake.in mesh-config.cmake
  INSTALL_DESTINATION "${mesh_config_dir}")
write_basic_package_version_file(mesh-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/FindCAF.cmake
  "${CMAKE_CURRENT_BINARY_DIR}/mesh-config.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/mesh-config-version.cmake"
  DESTINATION "${mesh_config_dir}")
