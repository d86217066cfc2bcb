# SPDX-License-Identifier: BSD-3-Clause
include(CMakePackageConfigHelpers)

install(TARGETS xdpk xdpk_dpdk EXPORT xdpkTargets)
install(DIRECTORY include/xdpk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT xdpkTargets NAMESPACE xdpk:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/xdpk)
configure_package_config_file(cmake/xdpkConfig.cmake.in xdpkConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/xdpk)
write_basic_package_version_file(xdpkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/xdpkConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/xdpkConfigVersion.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/xdpk)
# The .pc file finds the package from where it stands itself, so `cmake --install --prefix` may put it anywhere.
file(RELATIVE_PATH xdpk_prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/xdpk.pc.in xdpk.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/xdpk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
